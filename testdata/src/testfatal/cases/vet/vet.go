// Package vet has what vet and staticcheck report: nobody wants to read it twice.
package vet

import "testing"

func directOk(t *testing.T) {
	go func() { // also: SA2002
		t.Fatal("no") // also: testinggoroutine
	}()
}

func variableOk(t *testing.T) {
	f := func() { t.Fatal("no") }
	go f() // also: SA2002, testinggoroutine
}

func nestedLiteralOk(t *testing.T) {
	go func() {
		func() {
			t.Fatal("no") // also: testinggoroutine
		}()
	}()
}

func declared(t *testing.T) { t.FailNow() }

func declaredOk(t *testing.T) {
	go declared(t) // also: SA2002, testinggoroutine
}

func methodOk(t *testing.T) {
	go t.FailNow() // also: testinggoroutine
}
