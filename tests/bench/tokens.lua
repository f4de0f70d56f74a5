-- Sends each request with the next token of a file; each thread begins elsewhere in the file.
local tokens = {}
local threads = 0

function setup(thread)
	thread:set("number", threads)
	threads = threads + 1
end

function init(arguments)
	for line in io.lines(arguments[1]) do
		tokens[#tokens + 1] = "Bearer " .. line
	end
	at = math.floor(number * #tokens / 2)
end

function request()
	at = at % #tokens + 1
	wrk.headers["Authorization"] = tokens[at]
	return wrk.format("GET")
end
