/// Door: the Model Context Protocol over streamable HTTP; every endpoint is a tool. Start with [McpResource].
@NullMarked
package org.llmspace.web.mcp;

import org.jspecify.annotations.NullMarked;
