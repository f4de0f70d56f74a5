#include "base/stop_token.h"

#include "base/clock.h"
#include "base/thread.h"

void stop_token_init(struct stop_token *token)
{
	pthread_mutex_init(&token->lock, NULL);
	pthread_cond_init(&token->changed, NULL);
	atomic_init(&token->stopping, false);
	token->woken = false;
}

void stop_token_destroy(struct stop_token *token)
{
	pthread_cond_destroy(&token->changed);
	pthread_mutex_destroy(&token->lock);
}

void stop_token_stop(struct stop_token *token)
{
	pthread_mutex_lock(&token->lock);
	atomic_store(&token->stopping, true);
	pthread_cond_signal(&token->changed);
	pthread_mutex_unlock(&token->lock);
}

bool stop_token_is_stopped(const struct stop_token *token)
{
	return atomic_load(&token->stopping);
}

void stop_token_wake(struct stop_token *token)
{
	pthread_mutex_lock(&token->lock);
	token->woken = true;
	pthread_cond_signal(&token->changed);
	pthread_mutex_unlock(&token->lock);
}

bool stop_token_pause(struct stop_token *token, int64_t pause_ms)
{
	int64_t until_ms = clock_monotonic_ms() + pause_ms;
	bool is_early = true;

	pthread_mutex_lock(&token->lock);
	while (!stop_token_is_stopped(token) && !token->woken && is_early)
		is_early = thread_wait_until(&token->changed, &token->lock, until_ms);
	token->woken = false;
	pthread_mutex_unlock(&token->lock);
	return !stop_token_is_stopped(token);
}
