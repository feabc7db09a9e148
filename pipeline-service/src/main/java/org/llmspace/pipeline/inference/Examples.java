package org.llmspace.pipeline.inference;

/// One body for each task, for the OpenAPI document.
final class Examples {

    static final String TEXT_CLASSIFICATION = "{\"inputs\": \"I love it!\", \"parameters\": {\"top_k\": 2, \"function_to_apply\": \"softmax\"}}";
    static final String TOKEN_CLASSIFICATION = "{\"inputs\": \"Ada lives in London.\", \"parameters\": {\"aggregation_strategy\": \"simple\"}}";
    static final String QUESTION_ANSWERING = "{\"inputs\": {\"question\": \"Who lives in London?\", \"context\": \"Ada lives in London.\"}, \"parameters\": {\"top_k\": 1}}";
    static final String ZERO_SHOT_CLASSIFICATION = "{\"inputs\": \"The match ended in a draw.\", \"parameters\": {\"candidate_labels\": [\"sports\", \"politics\"], \"multi_label\": false}}";
    static final String FILL_MASK = "{\"inputs\": \"Paris is the [MASK] of France.\", \"parameters\": {\"top_k\": 5}}";
    static final String FEATURE_EXTRACTION = "{\"inputs\": [\"one text\", \"another\"], \"normalize\": true}";
    static final String SENTENCE_SIMILARITY = "{\"inputs\": {\"source_sentence\": \"A cat sleeps.\", \"sentences\": [\"The cat is asleep.\", \"Shares fell.\"]}}";
    static final String SUMMARIZATION = "{\"inputs\": \"The tram line opens in May. It joins the harbour and the town.\", \"parameters\": {\"generate_parameters\": {\"max_new_tokens\": 60}}}";
    static final String TRANSLATION = "{\"inputs\": \"Good morning\", \"parameters\": {\"src_lang\": \"en\", \"tgt_lang\": \"fr\"}}";
    static final String TEXT2TEXT_GENERATION = "{\"inputs\": \"Say hello in French.\", \"parameters\": {\"max_new_tokens\": 20}}";
    static final String TEXT_GENERATION = "{\"inputs\": \"Once upon a time\", \"parameters\": {\"max_new_tokens\": 50, \"temperature\": 0.8, \"do_sample\": true}, \"stream\": false}";
    static final String IMAGE_CLASSIFICATION = "{\"inputs\": \"data:image/png;base64,iVBORw0KGgo=\", \"parameters\": {\"top_k\": 3}}";
    static final String IMAGE_TO_TEXT = "{\"inputs\": \"data:image/png;base64,iVBORw0KGgo=\", \"parameters\": {\"max_new_tokens\": 20}}";
    static final String SPEECH_RECOGNITION = "{\"inputs\": \"data:audio/wav;base64,UklGRg==\", \"parameters\": {\"return_timestamps\": true}}";
    static final String TEXT_TO_SPEECH = "{\"inputs\": \"Hello world\"}";
    static final String TEXT_TO_IMAGE = "{\"inputs\": \"a lighthouse at dawn\", \"parameters\": {\"width\": 512, \"height\": 512, \"seed\": 7}}";
    static final String TOKENIZE = "{\"inputs\": \"Hello world\", \"model\": \"llm-space/minilm\"}";
    static final String DETOKENIZE = "{\"ids\": [101, 7592, 2088, 102], \"skip_special_tokens\": true}";
    static final String FORWARD = "{\"inputs\": {\"input_ids\": {\"dtype\": \"int64\", \"shape\": [1, 3], \"data\": [101, 2204, 102]}}}";
    static final String COMPLETION = "{\"model\": \"org/name\", \"prompt\": \"Once upon a time\", \"max_tokens\": 50, \"stream\": true}";
    static final String CHAT = "{\"model\": \"org/name\", \"messages\": [{\"role\": \"user\", \"content\": \"Hello\"}], \"max_tokens\": 50}";
    static final String EMBEDDINGS = "{\"model\": \"llm-space/minilm\", \"input\": [\"one text\", \"another\"], \"dimensions\": 128}";
    static final String ERROR = "{\"error\": \"There is no model 'org/name' on this machine; ...\"}";

    private Examples() {
    }
}
