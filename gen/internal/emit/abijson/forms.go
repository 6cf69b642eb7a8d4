package abijson

import (
	"github.com/gocshared/rules_go_cshared/gen/abi"
	"github.com/gocshared/rules_go_cshared/gen/internal/emit/capi"
	"github.com/gocshared/rules_go_cshared/gen/internal/ir"
)

func batch(f *ir.Func) *abi.Batch {
	layout := f.ItemLayout()
	out := &abi.Batch{Name: f.BatchName(), Item: f.ItemName(), Size: layout.Size, Align: layout.Align()}
	if r := f.BatchReceiver(); r != nil {
		out.Receiver = r.Name
	}
	for i, field := range capi.ItemFields(f) {
		out.Fields = append(out.Fields, abi.Field{Name: field.Name, Type: field.Type, Offset: layout.Slots[i].Offset})
	}
	last := layout.Slots[len(layout.Slots)-1]
	out.Fields = append(out.Fields, abi.Field{Name: last.Name, Type: "int", Offset: last.Offset})
	return out
}
