package config

import (
	"fmt"
	"regexp"
	"strings"
)

// A Platform is one of several that code is analyzed for.
type Platform struct {
	Name     string // as it was written
	OS, Arch string // GOOS and GOARCH; "" leaves the one of the surroundings
	Tags     []string
}

var platform = regexp.MustCompile(`^([a-z0-9]*)(?:/([a-z0-9]+))?((?:\+[\p{L}\p{N}_.]+)*)$`)

// ParsePlatform reads GOOS, GOOS/GOARCH, either with build tags behind it as in
// linux/amd64+integration, or tags alone, +integration. Whether the go command
// knows them is for it to say.
func ParsePlatform(s string) (Platform, error) {
	m := platform.FindStringSubmatch(s)
	if m == nil || s == "" || m[1] == "" && m[2] != "" {
		return Platform{}, fmt.Errorf("%q is not a platform (platforms are GOOS, GOOS/GOARCH, and either with +tag behind it)", s)
	}
	p := Platform{Name: s, OS: m[1], Arch: m[2]}
	if m[3] != "" {
		p.Tags = strings.Split(m[3][1:], "+")
	}
	return p, nil
}

// ParsePlatforms reads a list of platforms.
func ParsePlatforms(list []string) ([]Platform, error) {
	var all []Platform
	for _, s := range list {
		p, err := ParsePlatform(s)
		if err != nil {
			return nil, err
		}
		all = append(all, p)
	}
	return all, nil
}
