/* How each fault spoils the answer that was made. */
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "request.h"

typedef void (*spoiler)(const struct fault_hit *hit, struct answer *answer);

static unsigned status_of(const struct fault_hit *hit, unsigned otherwise)
{
	double status = fault_number(hit, "status", otherwise);
	return status >= 100 && status <= 999 ? (unsigned)status : otherwise;
}

static const char *content_type(const char *body)
{
	const char *first = body + strspn(body, " \t\r\n");
	return *first == '<' ? "text/html; charset=utf-8" : "application/json; charset=utf-8";
}

static void take_headers(const struct fault_hit *hit, struct answer *answer)
{
	json_t *headers = json_object_get(hit->spec, "headers");
	if (!json_is_object(headers))
		return;
	json_decref(answer->headers);
	answer->headers = json_incref(headers);
}

/* A body that is a string is sent as it is, anything else as JSON. */
static void spoil_status(const struct fault_hit *hit, struct answer *answer)
{
	json_t *body = json_object_get(hit->spec, "body");
	unsigned status = status_of(hit, 500);
	if (body == NULL)
		answer_error(answer, status, "simulated %u", status);
	else if (json_is_string(body))
		answer_text(answer, status, content_type(json_string_value(body)), json_string_value(body));
	else
		answer_json(answer, status, body);
}

static void spoil_redirect(const struct fault_hit *hit, struct answer *answer)
{
	json_decref(answer->headers);
	answer->headers = json_pack("{s:s}", "Location", fault_string(hit, "location", "http://127.0.0.1:1/elsewhere"));
	answer_text(answer, status_of(hit, 302), "text/plain", "moved\n");
}

static void spoil_html(const struct fault_hit *hit, struct answer *answer)
{
	const char *page = "<!doctype html><html><body><h1>Bad gateway</h1></body></html>\n";
	answer_text(answer, status_of(hit, 200), "text/html; charset=utf-8", fault_string(hit, "body", page));
}

/* The body may hold any bytes: as "hex". */
static void spoil_raw(const struct fault_hit *hit, struct answer *answer)
{
	const char *hex = fault_string(hit, "hex", "");
	answer_text(answer, status_of(hit, 200), fault_string(hit, "type", "application/json"),
		    fault_string(hit, "body", ""));
	for (; hex[0] != '\0' && hex[1] != '\0'; hex += 2) {
		char pair[4] = {'%', hex[0], hex[1], '\0'};
		text_decode(pair, false);
		text_add(&answer->body, pair, 1);
	}
}

static void spoil_array(const struct fault_hit *hit, struct answer *answer)
{
	bool was_array = answer->body.length > 0 && answer->body.data[0] == '[';
	answer_text(answer, status_of(hit, 200), "application/json", was_array ? "{}" : "[]");
}

static void spoil_drop(const struct fault_hit *hit, struct answer *answer)
{
	(void)hit;
	answer->sending = SEND_DROP;
}

static void spoil_wrong_value(const struct fault_hit *hit, struct answer *answer)
{
	char id[25];
	id_make(id);
	unsigned status = status_of(hit, 204);
	answer_done(answer);
	answer->status = status;
	if (status == 204)
		return;
	json_t *row = json_pack("{s:s}", "id", id);
	answer_json(answer, status, row);
	json_decref(row);
}

static void spoil_half_batch(const struct fault_hit *hit, struct answer *answer)
{
	unsigned status = status_of(hit, 500);
	if (status == 204)
		answer_done(answer);
	else
		answer_error(answer, status, "simulated %u after half of the batch", status);
}

/* Puts a member of JSON in right after the first brace, so that it stands in the answer's first object. */
static void insert_member(struct answer *answer, const char *member, size_t length)
{
	if (answer->body.length == 0)
		answer_text(answer, 200, "application/json", "{}");
	const char *brace = strchr(answer->body.data, '{');
	if (brace == NULL)
		return;
	size_t at = (size_t)(brace - answer->body.data) + 1;
	if (answer->body.data[at] != '}')
		text_insert(&answer->body, at, ",", 1);
	text_insert(&answer->body, at, member, length);
}

static void spoil_duplicate_keys(const struct fault_hit *hit, struct answer *answer)
{
	const char *member = "\"id\":\"0\",\"id\":\"1\",\"total\":1,\"rows\":[]";
	(void)hit;
	insert_member(answer, member, strlen(member));
}

static void spoil_deep_nesting(const struct fault_hit *hit, struct answer *answer)
{
	struct text member = {0};
	long depth = (long)fault_number(hit, "depth", 100000);
	text_puts(&member, "\"deep\":");
	for (long i = 0; i < depth; i++)
		text_add(&member, "[", 1);
	for (long i = 0; i < depth; i++)
		text_add(&member, "]", 1);
	insert_member(answer, member.data, member.length);
	text_free(&member);
}

static void spoil_invalid_utf8(const struct fault_hit *hit, struct answer *answer)
{
	const char *member = "\"note\":\"\xff\xfe\xc3\x28\"";
	(void)hit;
	insert_member(answer, member, strlen(member));
}

static void spoil_big_number(const struct fault_hit *hit, struct answer *answer)
{
	struct text member = {0};
	text_printf(&member, "\"big\":%s", fault_string(hit, "number", "1e999"));
	insert_member(answer, member.data, member.length);
	text_free(&member);
}

/* "keep" is a share of the body (under 1) or a number of bytes; "as" is close, length or chunked. */
static void spoil_truncate(const struct fault_hit *hit, struct answer *answer)
{
	double keep = fault_number(hit, "keep", 0.5);
	const char *as = fault_string(hit, "as", "close");
	answer->sending = SEND_CUT;
	answer->keep = (size_t)(keep < 1 ? keep * (double)answer->body.length : keep);
	if (answer->keep > answer->body.length)
		answer->keep = answer->body.length;
	answer->framing = strcmp(as, "length") == 0    ? FRAME_LENGTH
			  : strcmp(as, "chunked") == 0 ? FRAME_CHUNKED
						       : FRAME_CLOSE;
}

static void spoil_slow(const struct fault_hit *hit, struct answer *answer)
{
	answer->sending = SEND_SLOWLY;
	answer->rate = (long)fault_number(hit, "rate", 1);
	if (answer->rate < 1)
		answer->rate = 1;
}

static void spoil_endless(const struct fault_hit *hit, struct answer *answer)
{
	(void)hit;
	if (answer->status == 204)
		answer_text(answer, 200, "application/json", "{");
	answer->sending = SEND_ENDLESS;
}

static void spoil_gzip_bomb(const struct fault_hit *hit, struct answer *answer)
{
	answer_text(answer, 200, "application/json", "");
	gzip_bomb(&answer->body, (long)fault_number(hit, "mib", 1024));
	json_decref(answer->headers);
	answer->headers = json_pack("{s:s}", "Content-Encoding", "gzip");
}

static const spoiler spoilers[FAULT_KINDS] = {
    [FAULT_STATUS] = spoil_status,
    [FAULT_STATUS_AFTER] = spoil_status,
    [FAULT_REDIRECT] = spoil_redirect,
    [FAULT_HTML] = spoil_html,
    [FAULT_RAW] = spoil_raw,
    [FAULT_ARRAY] = spoil_array,
    [FAULT_DROP_BEFORE] = spoil_drop,
    [FAULT_DROP_AFTER] = spoil_drop,
    [FAULT_WRONG_VALUE] = spoil_wrong_value,
    [FAULT_HALF_BATCH] = spoil_half_batch,
    [FAULT_DUPLICATE_KEYS] = spoil_duplicate_keys,
    [FAULT_DEEP_NESTING] = spoil_deep_nesting,
    [FAULT_INVALID_UTF8] = spoil_invalid_utf8,
    [FAULT_BIG_NUMBER] = spoil_big_number,
    [FAULT_TRUNCATE] = spoil_truncate,
    [FAULT_SLOW] = spoil_slow,
    [FAULT_ENDLESS] = spoil_endless,
    [FAULT_GZIP_BOMB] = spoil_gzip_bomb,
};

void fault_spoil(const struct fault_hit *hit, struct answer *answer)
{
	if (spoilers[hit->kind] != NULL)
		spoilers[hit->kind](hit, answer);
	take_headers(hit, answer);
}

/* One MiB of blanks deflated up to a full flush stands alone, so that it can be repeated as often as wanted. */
static size_t pack_mebibyte(unsigned char *block, unsigned char *packed, size_t room, int flush)
{
	z_stream stream = {0};
	if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY) != Z_OK)
		abort();
	stream.next_in = block;
	stream.avail_in = block != NULL ? 1 << 20 : 0;
	stream.next_out = packed;
	stream.avail_out = (uInt)room;
	deflate(&stream, flush);
	size_t length = room - stream.avail_out;
	deflateEnd(&stream);
	return length;
}

static void add_little_endian(struct text *out, unsigned long value)
{
	for (int i = 0; i < 4; i++) {
		char byte = (char)((value >> (8 * i)) & 0xff);
		text_add(out, &byte, 1);
	}
}

void gzip_bomb(struct text *out, long mebibytes)
{
	enum { MEBIBYTE = 1 << 20, ROOM = 1 << 16 };
	unsigned char *block = sim_alloc(MEBIBYTE), *packed = sim_alloc(ROOM);
	memset(block, ' ', MEBIBYTE);
	uLong one = crc32(0, block, MEBIBYTE), all = crc32(0, NULL, 0);
	size_t length = pack_mebibyte(block, packed, ROOM, Z_FULL_FLUSH);
	text_add(out, "\x1f\x8b\x08\0\0\0\0\0\x02\x03", 10);
	for (long i = 0; i < mebibytes; i++) {
		text_add(out, (char *)packed, length);
		all = crc32_combine(all, one, MEBIBYTE);
	}
	length = pack_mebibyte(NULL, packed, ROOM, Z_FINISH);
	text_add(out, (char *)packed, length);
	add_little_endian(out, all);
	add_little_endian(out, (unsigned long)mebibytes << 20);
	free(block);
	free(packed);
}
