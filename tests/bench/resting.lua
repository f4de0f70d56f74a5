-- Each connection pauses this number of milliseconds after a response.
function delay()
	return 1
end
