package silent

func (o *other) Close() { o.onExit() }
