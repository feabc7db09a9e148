/// One turn of a conversation, whichever door it came through. Start with [ChatTurns].
@NullMarked
package org.llmspace.chat.turn;

import org.jspecify.annotations.NullMarked;
