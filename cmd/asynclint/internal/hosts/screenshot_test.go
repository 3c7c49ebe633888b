package hosts

import (
	"encoding/xml"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/asynclint/asynclint/cmd/asynclint/internal/testmod"
)

var update = flag.Bool("update", false, "take the picture in docs/editors.md again, with tmux and Neovim")

// The picture: Neovim on a fixture.
const (
	picture  = "docs/editor.svg"
	pictured = "testdata/src/lockwait/bad/bad.go"
)

// look is what the picture has in addition to the settings that docs/editors.md
// gives: it waits for the finding, goes there and opens it.
const look = `
vim.o.termguicolors, vim.o.number, vim.o.signcolumn, vim.o.laststatus, vim.o.ruler = true, true, "yes", 0, false
vim.cmd("colorscheme slate")
for name, colours in pairs({
  Normal = { fg = "#d8dee9", bg = "#1e222a" }, NormalFloat = { fg = "#d8dee9", bg = "#2b303b" }, LineNr = { fg = "#5c6370" },
  SignColumn = { bg = "#1e222a" }, EndOfBuffer = { fg = "#1e222a" }, DiagnosticWarn = { fg = "#e5c07b" },
  DiagnosticUnderlineWarn = { underline = true, sp = "#e5c07b" }, FloatBorder = { fg = "#5c6370", bg = "#2b303b" },
}) do
  vim.api.nvim_set_hl(0, name, colours)
end
vim.defer_fn(function()
  vim.wait(60000, function() return #vim.diagnostic.get(0) > 0 end)
  local finding = vim.diagnostic.get(0)[1]
  vim.fn.winrestview({ topline = 26, lnum = finding.lnum + 1, col = finding.col })
  vim.defer_fn(function() -- the window goes when the cursor moves
    vim.diagnostic.open_float({ border = "single", max_width = 96 })
    vim.cmd("redraw | echo 'ready'")
  end, 200)
end, 100)
`

// TestScreenshot: the picture shows what asynclint says today. With -update it
// is taken again.
func TestScreenshot(t *testing.T) {
	testmod.Env(t)
	src := regexp.MustCompile(` // want .*`).ReplaceAllString(readFile(t, pictured), "")
	dir := testmod.Write(t, "-- writer.go --\n"+src)
	if *update {
		takePicture(t, dir)
	}
	shown := strings.Join(strings.Fields(svgText(t, readFile(t, picture))), "")
	shown = strings.ReplaceAll(shown, "│", "")
	for _, line := range own(t, dir, true, "./...") {
		_, message, _ := strings.Cut(line, "lockwait: ")
		// Steps follow the message, as FILE:LINE: TEXT.
		for _, part := range strings.Split(message, "; writer.go:") {
			_, part, _ = strings.Cut("0: "+part, ": ")
			part = regexp.MustCompile(`^\d+: `).ReplaceAllString(part, "")
			if !strings.Contains(shown, strings.Join(strings.Fields(part), "")) {
				t.Errorf("%s does not show %q; -update takes it again", picture, part)
			}
		}
	}
}

func takePicture(t *testing.T, dir string) {
	e := editor{t, dir, "nvim", t.TempDir()}
	init := e.write("init.lua", e.neovimSettings()+block(t, "editors.md", "nvim steps")+look)
	screen := e.terminal("nvim", "-n", "-i", "NONE", "-u", init, "writer.go").wait("ready")
	if err := os.WriteFile(filepath.Join(root, filepath.FromSlash(picture)), []byte(svg(strings.ReplaceAll(screen, "ready", "     "))), 0o666); err != nil {
		t.Fatal(err)
	}
}

// style is how a cell looks, as far as the picture goes.
type style struct {
	fg, bg                       string
	bold, underline, rev, italic bool
}

var escape = regexp.MustCompile(`\x1b\[([\d;:]*)m|\x1b\([A-Z]`)

// svg draws what tmux captured: runs of cells that look alike.
func svg(screen string) string {
	const w, h, size, pad = 8.4, 18, 14, 10 // DejaVu Sans Mono at 14
	const fg, bg = "#d8dee9", "#1e222a"
	var back, text strings.Builder
	now, last := style{}, 0
	for y, line := range strings.Split(strings.TrimRight(screen, "\n"), "\n") {
		x := 0
		draw := func(s string) {
			n := len([]rune(s))
			f, b := now.fg, now.bg
			if f == "" {
				f = fg
			}
			if b == "" {
				b = bg
			}
			if now.rev {
				f, b = b, f
			}
			left, top := pad+float64(x)*w, float64(pad+y*h)
			if b != bg {
				fmt.Fprintf(&back, "<rect x=\"%.1f\" y=\"%.0f\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>\n", left, top, float64(n)*w, h, b)
			}
			if bare := strings.TrimLeft(s, " "); bare != "" && f != b {
				last = y
				left += float64(n-len([]rune(bare))) * w
				bare = strings.TrimRight(bare, " ")
				attr := ""
				if now.bold {
					attr += ` font-weight="bold"`
				}
				if now.italic {
					attr += ` font-style="italic"`
				}
				if now.underline {
					attr += ` text-decoration="underline"`
				}
				var escaped strings.Builder
				xml.EscapeText(&escaped, []byte(bare))
				fmt.Fprintf(&text, "<text x=\"%.1f\" y=\"%.0f\" textLength=\"%.1f\" fill=\"%s\"%s>%s</text>\n", left, top+size, float64(len([]rune(bare)))*w, f, attr, escaped.String())
			}
			x += n
		}
		for line != "" {
			at := escape.FindStringSubmatchIndex(line)
			if at == nil {
				draw(line)
				break
			}
			if at[0] > 0 {
				draw(line[:at[0]])
			}
			if at[2] >= 0 {
				now = now.change(line[at[2]:at[3]])
			}
			line = line[at[1]:]
		}
	}
	width, height := 2*pad+columns*w, 2*pad+(last+1)*h
	return fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %.0f %d" width="%.0f" height="%d" xml:space="preserve" style="white-space:pre" font-family="DejaVu Sans Mono, Menlo, Consolas, monospace" font-size="%d">
<rect width="100%%" height="100%%" rx="6" fill="%s"/>
%s%s</svg>
`, width, height, width, height, size, bg, back.String(), text.String())
}

// change applies the parameters of a SGR sequence. Neovim with termguicolors
// sends colours as RGB; of the 256 of xterm only the first 16 are known here.
func (s style) change(params string) style {
	p := strings.FieldsFunc(params, func(r rune) bool { return r == ';' || r == ':' })
	if len(p) == 0 {
		return style{}
	}
	basic := []string{"#000000", "#cc6666", "#98c379", "#e5c07b", "#61afef", "#c678dd", "#56b6c2", "#d8dee9",
		"#5c6370", "#e06c75", "#98c379", "#e5c07b", "#61afef", "#c678dd", "#56b6c2", "#ffffff"}
	for i := 0; i < len(p); i++ {
		n, _ := strconv.Atoi(p[i])
		number := func(k int) int {
			if i+k < len(p) {
				v, _ := strconv.Atoi(p[i+k])
				return v
			}
			return 0
		}
		switch {
		case n == 0:
			s = style{}
		case n == 1:
			s.bold = true
		case n == 3:
			s.italic = true
		case n == 4:
			s.underline = true
		case n == 7:
			s.rev = true
		case n == 24:
			s.underline = false
		case n == 39:
			s.fg = ""
		case n == 49:
			s.bg = ""
		case 30 <= n && n < 38:
			s.fg = basic[n-30]
		case 40 <= n && n < 48:
			s.bg = basic[n-40]
		case 90 <= n && n < 98:
			s.fg = basic[n-82]
		case n == 38 || n == 48:
			colour := ""
			if number(1) == 2 {
				colour = fmt.Sprintf("#%02x%02x%02x", number(2), number(3), number(4))
				i += 4
			} else {
				colour = basic[number(2)%16]
				i += 2
			}
			if n == 38 {
				s.fg = colour
			} else {
				s.bg = colour
			}
		}
	}
	return s
}

// svgText is the text in a picture.
func svgText(t *testing.T, data string) string {
	t.Helper()
	var out strings.Builder
	for d := xml.NewDecoder(strings.NewReader(data)); ; {
		token, err := d.Token()
		if err == io.EOF {
			return out.String()
		}
		if err != nil {
			t.Fatal(err)
		}
		if text, ok := token.(xml.CharData); ok {
			out.Write(text)
		}
	}
}
