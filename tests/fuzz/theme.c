/* Fuzzes theme files: read, or refused with file and line; every colour is one that can be shown. */
#include "tui/theme.h"
#include "file.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	char path[FUZZ_PATH_MAX];
	struct theme theme;
	struct error error = {0};
	bool bold = false;
	theme_builtin(&theme, length % 2);
	fuzz_file(path, bytes, length);
	if (theme_read(&theme, path, &error) != 0 && error.status == ERROR_NONE)
		abort();
	for (int look = 0; look < LOOK_COUNT; look++) {
		int reduced = theme_reduce(theme.styles[look].foreground, 8, &bold);
		if (reduced < THEME_DEFAULT || reduced > 7)
			abort();
		reduced = theme_reduce(theme.styles[look].background, 256, NULL);
		if (reduced < THEME_DEFAULT || reduced > 255)
			abort();
	}
	unlink(path);
	return 0;
}
