// Command meant blocks on purpose.
package main

func main() {
	go serve()
	<-make(chan int)
}

func serve() {
	forever := make(chan struct{})
	go func() {
		for {
			step()
		}
	}()
	<-forever
}

func step() {}

func park() {
	var never chan struct{}
	<-never
}

func init() {
	if false {
		park()
	}
}
