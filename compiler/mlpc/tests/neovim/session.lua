-- Opens a broken spec, reads the findings, jumps, hovers, formats, completes, mends. Any failure ends Neovim with status 1.

local PATIENCE = 30000

local function say(text)
  io.stdout:write(text .. "\n")
end

local function await(what, condition)
  assert(vim.wait(PATIENCE, condition, 20), what .. " did not come")
end

local function line_of(text)
  local line = vim.fn.search("\\V" .. text, "w")
  assert(line > 0, text .. " is not in " .. vim.fn.expand("%"))
  return line
end

local function ask(method, extra)
  local params = vim.tbl_extend("force", vim.lsp.util.make_position_params(0, "utf-16"), extra or {})
  for _, answer in pairs(assert(vim.lsp.buf_request_sync(0, method, params, PATIENCE))) do
    assert(not answer.error, vim.inspect(answer.error))
    return answer.result
  end
end

local function session()
  vim.cmd("edit search.mlp.kdl")
  assert(vim.bo.filetype == "mlpc", "the file type is " .. vim.bo.filetype)
  local search = vim.api.nvim_get_current_buf()
  await("a finding", function() return #vim.diagnostic.get(search) > 0 end)
  say("diagnostics:")
  for _, it in ipairs(vim.diagnostic.get(search)) do
    say(("  %d:%d %s %s"):format(it.lnum + 1, it.col + 1, it.code or (it.user_data and it.user_data.lsp.code) or "", it.message))
  end

  line_of('quota "h100"')
  vim.cmd("normal! f1")
  vim.lsp.buf.definition()
  await("the jump", function() return vim.fn.expand("%:t") == "platform.mlp.kdl" end)
  await("the line", function() return vim.api.nvim_get_current_line():find('gpu-pool "h100"', 1, true) end)
  say("definition: " .. vim.fn.expand("%:t") .. ": " .. vim.api.nvim_get_current_line())

  vim.cmd("buffer " .. search)
  line_of('quota "h100"')
  vim.cmd("normal! fg")
  say("hover: " .. ask("textDocument/hover").contents.value:gsub("\n", " "))

  local line = line_of('quota  "l40"')
  if vim.lsp.buf.format then
    vim.lsp.buf.format({ timeout_ms = PATIENCE })
  else
    vim.lsp.buf.formatting_sync(nil, PATIENCE)
  end
  local formatted = vim.fn.getline(line)
  assert(formatted:find('quota "l40"', 1, true), formatted)
  say("formatted: " .. formatted)

  vim.fn.cursor(line, formatted:find('"l40"', 1, true) + 1)
  local labels = {}
  for _, item in ipairs(ask("textDocument/completion").items) do
    table.insert(labels, item.label)
  end
  say("completed: " .. table.concat(labels, " "))

  vim.fn.setline(line, (formatted:gsub('"l40"', '"l40s"')))
  await("the end of the findings", function() return #vim.diagnostic.get(search) == 0 end)
  say("after the edit: " .. #vim.diagnostic.get(search))

  local clients = vim.lsp.get_active_clients or vim.lsp.get_clients
  vim.lsp.stop_client(clients())
  await("the end of the server", function() return #clients() == 0 end)
end

local ok, problem = xpcall(session, debug.traceback)
if not ok then
  io.stderr:write(tostring(problem) .. "\n")
  vim.cmd("cquit 1")
end
vim.cmd("qall!")
