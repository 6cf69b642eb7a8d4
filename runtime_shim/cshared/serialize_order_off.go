//go:build !cshared_debug

package cshared

type orderToken struct{}

func orderEnter(*Domain) (orderToken, error) { return orderToken{}, nil }
func orderLeave(*Domain, orderToken)         {}
func orderInherit(orderToken) func()         { return func() {} }
func orderForget(*Domain)                    {}
