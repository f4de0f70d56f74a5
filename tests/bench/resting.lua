-- Each connection rests so many milliseconds behind an answer.
function delay()
	return 1
end
