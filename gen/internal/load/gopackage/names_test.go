package gopackage

import "testing"

func TestSnake(t *testing.T) {
	for name, want := range map[string]string{
		"Add":          "add",
		"ParseText":    "parse_text",
		"ParseURL":     "parse_url",
		"URLOf":        "url_of",
		"HTTPServer":   "http_server",
		"UTF8Len":      "utf8_len",
		"X509":         "x509",
		"ID":           "id",
		"IDs":          "ids",
		"URLs":         "urls",
		"URLsOf":       "urls_of",
		"AllURLs":      "all_urls",
		"IDsAndURLs":   "ids_and_urls",
		"IPs4":         "ips4",
		"APIs":         "apis",
		"CPUIsBusy":    "cpu_is_busy",
		"ParseJSONAs":  "parse_json_as",
		"SaveAs":       "save_as",
		"HTTPSize":     "http_size",
		"HTTPSsize":    "http_ssize",
		"URLSet":       "url_set",
		"As":           "as",
		"Is":           "is",
		"Already_Done": "already_done",
		"Größe":        "gruf6udfe",
	} {
		if got := snake(name); got != want {
			t.Errorf("%s is %s in C, want %s", name, got, want)
		}
	}
}
