// Package lockstall knows exchange rates.
package lockstall

import (
	"encoding/json"
	"net/http"
	"sync"
)

// Rates are exchange rates as a server knows them. The zero value has none.
type Rates struct {
	updating sync.Mutex // one update at a time; nobody else waits for it

	mu    sync.Mutex // never held for longer than it takes to read or assign
	rates map[string]float64
}

// Rate returns the rate of a currency as it was at the last update. It does not
// wait for an update that is under way.
func (r *Rates) Rate(currency string) (rate float64, ok bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	rate, ok = r.rates[currency]
	return rate, ok
}

// Update asks the server for all rates.
//
// What it waits for, it waits for without mu: the new rates become a map of
// their own, which takes the place of the old one when it is complete. The
// mutex that is held meanwhile has no other purpose than that: it keeps an old
// answer from replacing a newer one.
func (r *Rates) Update(url string) error {
	r.updating.Lock()
	defer r.updating.Unlock()
	resp, err := http.Get(url)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	var rates map[string]float64
	if err := json.NewDecoder(resp.Body).Decode(&rates); err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.rates = rates
	return nil
}
