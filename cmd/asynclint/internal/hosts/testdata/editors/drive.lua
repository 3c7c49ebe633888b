-- What the test does in Neovim, after the settings of docs/editors.md: look at
-- the finding, apply its first action, take that back, apply it again, save.
-- What it saw goes to $OUT, a JSON document a line.
local out = {}
local function say(what, value)
  table.insert(out, vim.fn.json_encode({ what = what, value = value }))
end
local function buffer()
  return table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), "\n") .. "\n"
end
local function found()
  return vim.diagnostic.get(0)
end
local function wait(what, ready)
  if not vim.wait(60000, ready, 20) then
    error("in vain waited for " .. what)
  end
end

local ok, err = pcall(function()
  wait("a finding", function() return #found() > 0 end)
  say("findings", found())

  vim.ui.select = function(items, opts, choose)
    say("actions", vim.tbl_map(opts.format_item or tostring, items))
    choose(items[1], 1)
  end
  local before = buffer()
  vim.api.nvim_win_set_cursor(0, { found()[1].lnum + 1, found()[1].col })
  vim.lsp.buf.code_action()
  wait("the action", function() return buffer() ~= before end)
  wait("the finding to go, unsaved", function() return #found() == 0 end)

  vim.cmd("silent undo")
  wait("the finding to come back, unsaved", function() return #found() > 0 end)
  vim.cmd("silent redo")
  wait("it to go again", function() return #found() == 0 end)
  vim.cmd("silent write")
  say("buffer", buffer())
end)
if not ok then
  say("error", err)
end
vim.fn.writefile(out, vim.env.OUT)
vim.cmd("qa!")
