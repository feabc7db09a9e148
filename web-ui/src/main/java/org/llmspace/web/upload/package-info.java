/// Files that people send, kept for a while under names that nobody can guess. Start with [Uploads].
@NullMarked
package org.llmspace.web.upload;

import org.jspecify.annotations.NullMarked;
