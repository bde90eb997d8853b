/* MK and OZmap side by side. */
#include "sides.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "mkoz/base/i18n.h"
#include "mkoz/base/json.h"
#include "words.h"

/* What is needed while pairs are made. */
struct making {
	struct sides *sides;
	struct arena *arena;
	const struct config *config;
	bool mask;
	moment now;
};

static void add(struct making *making, struct side_pair pair)
{
	struct sides *sides = making->sides;

	if ((pair.left == NULL && pair.right == NULL) || sides->count == SIDES_MAX)
		return;
	sides->pairs[sides->count++] = pair;
}

static bool same_text(struct arena *arena, const char *one, const char *other)
{
	const char *left, *right;

	if (one == NULL || other == NULL)
		return one == other;
	left = text_normalise(arena, one);
	right = text_normalise(arena, other);
	return left != NULL && right != NULL && strcmp(left, right) == 0;
}

/* An unknown value in MK never counts as a difference (spec §4). */
static void add_text(struct making *making, const char *left_label, const char *left, const char *right_label,
		     const char *right, bool personal, bool compared)
{
	bool differs = compared && left != NULL && making->sides->has_client && !same_text(making->arena, left, right);
	bool mask = personal && making->mask;

	add(making, (struct side_pair){.left_label = left_label,
				       .left = mask ? words_masked(making->arena, left) : left,
				       .right_label = right_label,
				       .right = mask ? words_masked(making->arena, right) : right,
				       .differs = differs});
}

static void add_life(struct making *making)
{
	const struct sides *sides = making->sides;
	struct side_pair pair = {.left_label = _("service"), .right_label = _("implanted")};
	enum life life = sides->subscriber.life;

	if (sides->has_subscriber)
		pair.left = life == LIFE_ACTIVE	     ? _("active")
			    : life == LIFE_CANCELLED ? _("cancelled")
			    : life == LIFE_BOTH	     ? _("active and cancelled")
						     : _("neither");
	if (sides->has_client)
		pair.right = sides->client.implanted ? _("yes") : _("no");
	pair.differs =
	    sides->has_subscriber && sides->has_client &&
	    (life == LIFE_CANCELLED || life == LIFE_BOTH || (life == LIFE_ACTIVE && !sides->client.implanted));
	add(making, pair);
}

static void add_session(struct making *making)
{
	const struct sides *sides = making->sides;
	const struct subscriber *subscriber = &sides->subscriber;
	struct side_pair pair = {.left_label = _("session"), .right_label = _("status")};
	char since[MOMENT_TEXT_MAX];

	if (sides->has_subscriber && subscriber->session != SESSION_UNKNOWN) {
		pair.left = subscriber->session == SESSION_UP ? _("up") : _("down");
		words_time(subscriber->session_since, making->now, making->config->mk.timezone, since, sizeof since);
		if (since[0] != '\0')
			pair.left = arena_format(making->arena, _("%s since %s"), pair.left, since);
	}
	if (sides->has_client)
		pair.right = client_status_name(sides->client.status);
	pair.differs =
	    pair.left != NULL && sides->has_client && subscriber->life == LIFE_ACTIVE &&
	    sides->client.status != (subscriber->session == SESSION_UP ? CLIENT_STATUS_OK : CLIENT_STATUS_ERROR);
	making->sides->session = making->sides->count;
	add(making, pair);
}

static void add_power(struct making *making)
{
	const struct sides *sides = making->sides;
	struct side_pair pair = {.left_label = _("power"), .right_label = _("power")};
	char at[MOMENT_TEXT_MAX];

	if (sides->has_subscriber && sides->subscriber.has_power) {
		pair.left = words_power(making->arena, sides->subscriber.power);
		words_time(sides->subscriber.power_at, making->now, making->config->mk.timezone, at, sizeof at);
		if (at[0] != '\0')
			pair.left = arena_format(making->arena, "%s, %s", pair.left, at);
	}
	if (sides->has_property && sides->property.has_power)
		pair.right = words_power(making->arena, sides->property.power);
	pair.differs = pair.left != NULL && sides->has_property &&
		       (!sides->property.has_power ||
			fabs(sides->subscriber.power - sides->property.power) > making->config->sync.power_tolerance);
	add(making, pair);
}

static const char *day(struct making *making, moment at)
{
	char out[MOMENT_TEXT_MAX];

	return at == MOMENT_NONE || at == 0
		   ? NULL
		   : arena_string(making->arena, words_moment(at, making->config->mk.timezone, out));
}

static void make_pairs(struct making *making)
{
	const struct subscriber *mk = &making->sides->subscriber;
	const struct client *client = &making->sides->client;
	const struct property *property = &making->sides->property;
	bool known = making->sides->has_subscriber;

	add_text(making, _("code"), mk->code, _("code"), client->code, false, true);
	add_text(making, _("name"), mk->name, _("name"), client->name, true, true);
	add_life(making);
	add_session(making);
	add_power(making);
	add_text(making, _("address"), mk->address, _("address"), property->address, true, making->sides->has_property);
	add_text(making, _("district"), mk->district, _("box"),
		 property->box != NULL ? property->box : property->box_id, false, false);
	add_text(making, _("city"), mk->city, _("drop"), property->drop, false, false);
	add_text(making, _("port"), mk->port, _("port"), property->port, false, false);
	add_text(making, _("login"), mk->login, _("login"), client->login, false, false);
	add_text(making, _("ONU"), mk->onu, _("ONU"), client->onu, false, false);
	add_text(making, _("activated"), known ? day(making, mk->activated_at) : NULL, _("project"), property->project,
		 false, false);
	add_text(making, _("cancelled"), known ? day(making, mk->cancelled_at) : NULL, _("property"), property->id,
		 false, false);
	add_text(making, _("reason"), mk->reason, _("client"), client->id, false, false);
	add(making, (struct side_pair){.left_label = _("contract"),
				       .left = mk->contract,
				       .right_label = _("note"),
				       .right = making->mask ? words_masked(making->arena, property->observation)
							     : property->observation});
}

static json_t *parse_side(const char *side, const char *what, struct error *error)
{
	if (side == NULL || strcmp(side, "null") == 0)
		return NULL;
	return json_parse(side, strlen(side), what, error);
}

int sides_build(struct sides *out, struct arena *arena, const struct change *change, const struct config *config,
		bool mask, moment now, struct error *error)
{
	struct making making = {.sides = out, .arena = arena, .config = config, .mask = mask, .now = now};
	json_t *mk = NULL, *ozmap = NULL;
	struct error own = {0};
	int result = -1;

	*out = (struct sides){.client.status = CLIENT_STATUS_UNKNOWN, .session = SIDES_MAX};
	mk = parse_side(change->mk_side, "MK's side", &own);
	ozmap = parse_side(change->ozmap_side, "OZmap's side", &own);
	if (own.status != ERROR_NONE) {
		error_fail(error, "%s", own.text);
		goto out;
	}
	if (mk != NULL) {
		if (subscriber_from_json(&out->subscriber, mk, arena) != 0)
			goto bad;
		out->has_subscriber = true;
	}
	if (ozmap != NULL &&
	    plant_side_from_json(ozmap, arena, &out->client, &out->has_client, &out->property, &out->has_property) != 0)
		goto bad;
	make_pairs(&making);
	result = 0;
	goto out;
bad:
	error_fail(error, _("change %s: what the store kept of its two sides cannot be read: refresh"), change->id);
out:
	json_decref(mk);
	json_decref(ozmap);
	return result;
}

const struct side_pair *sides_session(const struct sides *sides)
{
	return sides->session < sides->count ? &sides->pairs[sides->session] : NULL;
}

size_t sides_order(const struct sides *sides, size_t rows, size_t order[SIDES_MAX])
{
	size_t count = 0;

	for (int pass = 0; pass < 3; pass++) {
		for (size_t i = 0; i < sides->count && count < rows; i++) {
			int wanted = i == 0 ? 0 : sides->pairs[i].differs ? 1 : 2;

			if (wanted == pass)
				order[count++] = i;
		}
	}
	return count;
}
