-- Submits by new users. The arguments after the URL are the first user's number and the environment.
local threads = 0

function setup(thread)
	thread:set("number", threads)
	threads = threads + 1
end

function init(arguments)
	user = tonumber(arguments[1]) + number * 500000
	query = "?locale=en-us&market=US&channelId=68719478279&tenantId=" .. arguments[2] .. "&encodedUser="
	wrk.headers["Content-Type"] = "application/json"
	body = '{"Rating": 5, "Title": "Fits well", "ReviewText": "It fits well and has kept its colour.",'
		.. ' "ProductName": "Shirt"}'
end

function request()
	user = user + 1
	return wrk.format("POST", wrk.path .. query .. "user" .. user, nil, body)
end
