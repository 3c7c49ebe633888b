// Package lockstall knows exchange rates.
package lockstall

import (
	"encoding/json"
	"net/http"
	"sync"
)

// Rates are exchange rates as a server knows them. The zero value has none.
type Rates struct {
	mu    sync.Mutex
	rates map[string]float64
}

// Rate returns the rate of a currency as it was at the last update.
func (r *Rates) Rate(currency string) (rate float64, ok bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	rate, ok = r.rates[currency]
	return rate, ok
}

// Update asks the server for all rates.
func (r *Rates) Update(url string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	resp, err := http.Get(url) // want `http.Get waits for the network while r.mu is held: every other user of r.mu, such as \(\*lockstall.Rates\).Rate, waits as long; copy what is needed, unlock, then call`
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	return json.NewDecoder(resp.Body).Decode(&r.rates)
}
