/// What can be called, described once. Start with [Endpoint]; a new task is one class in [Endpoints].
@NullMarked
package org.llmspace.web.endpoint;

import org.jspecify.annotations.NullMarked;
