/// Which texts may be written, told by a regular expression or a JSON schema; begin with
/// [org.llmspace.pipeline.grammar.Grammar].
@NullMarked
package org.llmspace.pipeline.grammar;

import org.jspecify.annotations.NullMarked;
