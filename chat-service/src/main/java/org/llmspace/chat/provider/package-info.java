/// Where answers come from: the models, each behind a [Provider]. Start with [Providers]; a call of a model is a [ModelCall]
/// in and [ModelEvent]s out.
///
/// Providers of OpenAI's protocol are spoken to through LangChain4j ([OpenAiProvider]), over a transport of our own
/// ([ProviderHttp], [Upstream]): a turn that is cancelled must close the provider's connection, which the client that
/// quarkus-langchain4j-openai 1.10 puts in its place does not (its streaming handle does nothing), and when to try again stands
/// in headers that it does not hand on. So quarkus-langchain4j-core and langchain4j-open-ai are used without that one.
@NullMarked
package org.llmspace.chat.provider;

import org.jspecify.annotations.NullMarked;
