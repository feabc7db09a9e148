/// Where answers come from: the models, each behind a [Provider]. Start with [Providers]; a call of a model is a [ModelCall]
/// in and [ModelEvent]s out.
///
/// Providers of OpenAI's protocol are spoken to by a small client of our own, [Upstream]: a turn that is cancelled must close
/// the provider's connection, which the streaming client of quarkus-langchain4j-openai 1.10 does not (its streaming handle
/// does nothing), and what to do after a refusal stands in headers that it does not hand on.
@NullMarked
package org.llmspace.chat.provider;

import org.jspecify.annotations.NullMarked;
