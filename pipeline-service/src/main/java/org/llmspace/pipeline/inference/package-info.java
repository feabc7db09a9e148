/// The HTTP door in Hugging Face's shape. Start with [InferenceResource].
@NullMarked
@OpenAPIDefinition(info = @Info(title = "LLM Space: pipelines", version = "1", description = "Models and tasks in the shape of Hugging Face's inference API; an error is {\"error\": \"what is wrong and what to do\"}.", license = @License(name = "Apache-2.0")), components = @Components(requestBodies = {
        @RequestBody(name = "Call", description = "`inputs` and `parameters` in JSON; for images and recordings the bytes themselves, with parameters in the query, or in `inputs` base64 or a data: URL", content = {
                @Content(mediaType = "application/json", schema = @Schema(type = SchemaType.OBJECT), examples = {
                        @ExampleObject(name = "text-classification", value = Examples.TEXT_CLASSIFICATION),
                        @ExampleObject(name = "token-classification", value = Examples.TOKEN_CLASSIFICATION),
                        @ExampleObject(name = "question-answering", value = Examples.QUESTION_ANSWERING),
                        @ExampleObject(name = "zero-shot-classification", value = Examples.ZERO_SHOT_CLASSIFICATION),
                        @ExampleObject(name = "fill-mask", value = Examples.FILL_MASK),
                        @ExampleObject(name = "feature-extraction", value = Examples.FEATURE_EXTRACTION),
                        @ExampleObject(name = "sentence-similarity", value = Examples.SENTENCE_SIMILARITY),
                        @ExampleObject(name = "summarization", value = Examples.SUMMARIZATION),
                        @ExampleObject(name = "translation", value = Examples.TRANSLATION),
                        @ExampleObject(name = "text2text-generation", value = Examples.TEXT2TEXT_GENERATION),
                        @ExampleObject(name = "text-generation", value = Examples.TEXT_GENERATION),
                        @ExampleObject(name = "image-classification", value = Examples.IMAGE_CLASSIFICATION),
                        @ExampleObject(name = "image-to-text", value = Examples.IMAGE_TO_TEXT),
                        @ExampleObject(name = "automatic-speech-recognition", value = Examples.SPEECH_RECOGNITION),
                        @ExampleObject(name = "text-to-speech", value = Examples.TEXT_TO_SPEECH),
                        @ExampleObject(name = "text-to-image", value = Examples.TEXT_TO_IMAGE) }),
                @Content(mediaType = "*/*", schema = @Schema(type = SchemaType.STRING, format = "binary")) }),
        @RequestBody(name = "Completion", content = @Content(mediaType = "application/json", schema = @Schema(type = SchemaType.OBJECT), examples = @ExampleObject(name = "completion", value = Examples.COMPLETION))),
        @RequestBody(name = "Chat", content = @Content(mediaType = "application/json", schema = @Schema(type = SchemaType.OBJECT), examples = @ExampleObject(name = "chat", value = Examples.CHAT))),
        @RequestBody(name = "Embeddings", content = @Content(mediaType = "application/json", schema = @Schema(type = SchemaType.OBJECT), examples = @ExampleObject(name = "embeddings", value = Examples.EMBEDDINGS))) }))
package org.llmspace.pipeline.inference;

import org.eclipse.microprofile.openapi.annotations.Components;
import org.eclipse.microprofile.openapi.annotations.OpenAPIDefinition;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.info.Info;
import org.eclipse.microprofile.openapi.annotations.info.License;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.jspecify.annotations.NullMarked;
