/* Fuzzes theme files: read, or refused with file and line; every colour is one that can be shown. */
#include "tui/theme.h"
#include "file.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

static void check(int color)
{
	if ((color < THEME_DEFAULT || color > 255) && (color & ~0xFFFFFF) != THEME_RGB)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	char path[FUZZ_PATH_MAX];
	struct theme theme;
	struct error error = {0};
	theme_builtin(&theme, length % 2);
	fuzz_file(path, bytes, length);
	if (theme_read(&theme, path, &error) != 0 && error.status == ERROR_NONE)
		abort();
	for (int look = 0; look < LOOK_COUNT; look++) {
		check(theme.styles[look].foreground);
		check(theme.styles[look].background);
	}
	unlink(path);
	return 0;
}
