package org.llmspace.pipeline.template;

/// What a template can call.
interface Function {

    Object call(Given arguments);
}
