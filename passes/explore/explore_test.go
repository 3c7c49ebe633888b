package explore

import (
	"slices"
	"testing"
)

// A rule of the semantics: a program that is stuck, or panics, without it or
// because of it. The notation is that of parse, the answer that of brief.
type rule struct{ name, text, want string }

func TestRules(t *testing.T) {
	for _, rule := range slices.Concat(channelRules, lockRules, waitRules, valueRules, boundRules) {
		t.Run(rule.name, func(t *testing.T) {
			p := parse(t, rule.text)
			r := Explore(p, Options{})
			got := brief(p, r)
			if got != rule.want {
				t.Errorf("got  %s\nwant %s\n%s", got, rule.want, p)
				for _, s := range r.Stuck {
					t.Logf("stuck at %s.%d:\n%s%v", p.Bodies[s.Body].Name, s.Node, tale(p, s.Trace), s.Rest)
				}
				for _, s := range r.Panics {
					t.Logf("%s at %s.%d:\n%s", s.Kind, p.Bodies[s.Body].Name, s.Node, tale(p, s.Trace))
				}
			}
		})
	}
}
