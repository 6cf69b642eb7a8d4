package starlark

import (
	"fmt"
	"strings"
)

// Decode reads the output of starlark_doc_extract: a stardoc_output.ModuleInfo of Bazel's
// src/main/protobuf/stardoc_output.proto, whose field numbers stand in the cases below.
func Decode(message []byte) (*Module, error) {
	module := &Module{}
	err := eachField(message, func(f field) error {
		switch f.number {
		case 1:
			return list(&module.Rules, f.bytes, decodeRule)
		case 2:
			return list(&module.Providers, f.bytes, decodeProvider)
		case 3:
			return list(&module.Functions, f.bytes, decodeFunction)
		case 5:
			module.Doc = strings.TrimSpace(f.text())
		case 6:
			module.File = f.text()
		default:
			return list(&module.Unknown, f.bytes, func(message []byte) (string, error) {
				return decodeUnknown(f, message)
			})
		}
		return nil
	})
	if err == nil && module.File == "" {
		err = fmt.Errorf("it names no .bzl file, so it is not the output of starlark_doc_extract")
	}
	return module, err
}

// decodeUnknown names a symbol; in all of these messages the name is the first field.
func decodeUnknown(outer field, message []byte) (string, error) {
	kind, ok := map[int]string{4: "aspect", 7: "module extension", 8: "repository rule", 9: "symbolic macro"}[int(outer.number)]
	if !ok {
		kind = fmt.Sprintf("number %d of ModuleInfo", outer.number)
	}
	name := ""
	err := eachField(message, func(f field) error {
		if f.number == 1 {
			name = f.text()
		}
		return nil
	})
	return name + " of kind " + kind, err
}

func decodeRule(message []byte) (rule Rule, err error) {
	err = eachField(message, func(f field) error {
		switch f.number {
		case 1:
			rule.Name = f.text()
		case 2:
			rule.Doc = strings.TrimSpace(f.text())
		case 3:
			return list(&rule.Attributes, f.bytes, decodeAttribute)
		case 5:
			rule.Provides, err = decodeProviderNames(f.bytes)
			return err
		case 6:
			rule.Test = f.truth()
		case 7:
			rule.Executable = f.truth()
		}
		return nil
	})
	return rule, err
}

// Bazel's AttributeType, in the words of the house's own documentation.
var attributeTypes = map[uint64]string{
	1:  "string", // The name.
	2:  "int",
	3:  "Label",
	4:  "string",
	5:  "list[string]",
	6:  "list[int]",
	7:  "list[Label]",
	8:  "bool",
	9:  "dict[Label, string]",
	10: "dict[string, string]",
	11: "dict[string, list[string]]",
	12: "output",
	13: "list[output]",
}

func decodeAttribute(message []byte) (attribute Attribute, err error) {
	var kind uint64
	err = eachField(message, func(f field) error {
		switch f.number {
		case 1:
			attribute.Name = f.text()
		case 2:
			attribute.Doc = strings.TrimSpace(f.text())
		case 3:
			kind = f.varint
		case 4:
			attribute.Mandatory = f.truth()
		case 5:
			return list(&attribute.Providers, f.bytes, decodeProviderNames)
		case 6:
			attribute.Default = f.text()
		}
		return nil
	})
	attribute.Type = attributeTypes[kind]
	if err == nil && attribute.Type == "" {
		err = fmt.Errorf("attribute %s has the type number %d, which this Bazel added; name it in attributeTypes of tools/docgen/starlark", attribute.Name, kind)
	}
	return attribute, err
}

func decodeProviderNames(message []byte) (names []string, err error) {
	err = eachField(message, func(f field) error {
		if f.number == 1 {
			names = append(names, f.text())
		}
		return nil
	})
	return names, err
}

func decodeFunction(message []byte) (function Function, err error) {
	err = eachField(message, func(f field) error {
		switch f.number {
		case 1:
			function.Name = f.text()
		case 2:
			return list(&function.Parameters, f.bytes, decodeParameter)
		case 3:
			function.Doc = strings.TrimSpace(f.text())
		case 4:
			function.Returns, err = decodeOnlyDoc(f.bytes)
		case 5:
			function.Deprecated, err = decodeOnlyDoc(f.bytes)
		}
		return err
	})
	return function, err
}

// decodeOnlyDoc reads a message that holds one text.
func decodeOnlyDoc(message []byte) (doc string, err error) {
	err = eachField(message, func(f field) error {
		if f.number == 1 {
			doc = strings.TrimSpace(f.text())
		}
		return nil
	})
	return doc, err
}

func decodeParameter(message []byte) (parameter Parameter, err error) {
	role := uint64(0)
	err = eachField(message, func(f field) error {
		switch f.number {
		case 1:
			parameter.Name = f.text()
		case 2:
			parameter.Type, parameter.Doc = splitType(f.text())
		case 3:
			parameter.Default = f.text()
		case 4:
			parameter.Mandatory = f.truth()
		case 5:
			role = f.varint
		}
		return nil
	})
	parameter.Name = stars(parameter, role) + parameter.Name
	return parameter, err
}

// stars tells `*args` and `**kwargs` from the rest. Bazel 7 gives no roles (0): there a parameter
// that is neither mandatory nor has a default is one of the two, and the name must tell which.
func stars(parameter Parameter, role uint64) string {
	switch {
	case role == 4, role == 0 && !parameter.Mandatory && parameter.Default == "" && parameter.Name == "args":
		return "*"
	case role == 5, role == 0 && !parameter.Mandatory && parameter.Default == "":
		return "**"
	}
	return ""
}

func decodeProvider(message []byte) (provider Provider, err error) {
	err = eachField(message, func(f field) error {
		switch f.number {
		case 1:
			provider.Name = f.text()
		case 2:
			provider.Doc = strings.TrimSpace(f.text())
		case 3:
			return list(&provider.Fields, f.bytes, decodeField)
		}
		return nil
	})
	return provider, err
}

func decodeField(message []byte) (decoded Field, err error) {
	err = eachField(message, func(f field) error {
		switch f.number {
		case 1:
			decoded.Name = f.text()
		case 2:
			decoded.Type, decoded.Doc = splitType(f.text())
		}
		return nil
	})
	return decoded, err
}
