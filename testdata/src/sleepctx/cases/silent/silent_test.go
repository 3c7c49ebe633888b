package silent

import (
	"context"
	"time"
)

func helperInTestFile(ctx context.Context) {
	for !try() {
		time.Sleep(time.Second)
	}
}
