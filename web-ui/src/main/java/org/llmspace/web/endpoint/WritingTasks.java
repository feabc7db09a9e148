package org.llmspace.web.endpoint;

import static org.llmspace.web.endpoint.Parameter.optional;
import static org.llmspace.web.endpoint.Parameter.required;
import static org.llmspace.web.endpoint.PipelineEndpoint.task;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import org.llmspace.contracts.pipeline.GenerationParameters;
import org.llmspace.contracts.pipeline.PipelineTask;

/// One row for each pipeline that writes a text, as in [Tasks].
final class WritingTasks {

    private static final List<Parameter> GENERATION = List.of(
            optional("max_new_tokens", "Most new tokens", new Widget.Number(1), null)
                    .withInfo("Where the text ends at the latest. Empty means the model's own."),
            optional("temperature", "Temperature", new Widget.Slider(0, 2, 0.1), null)
                    .withInfo("0 takes the likeliest token each time; more makes the text more varied."),
            optional("top_k", "Top k", new Widget.Number(1), null)
                    .withInfo("Draw from so many of the likeliest tokens."),
            optional("top_p", "Top p", new Widget.Slider(0, 1, 0.05), null)
                    .withInfo("Draw from the likeliest tokens that together are so likely."),
            optional("num_beams", "Beams", new Widget.Number(1), null)
                    .withInfo("How many texts are followed side by side to find the likeliest."),
            optional("repetition_penalty", "Repetition penalty", new Widget.Slider(0, 2, 0.1), null)
                    .withInfo("Above 1 the text repeats itself less."),
            optional("seed", "Seed", new Widget.Number(1), null).withInfo("Makes drawing repeatable."),
            optional("stop", "Stop at", new Widget.Texts(1, "\\n, END"), "")
                    .withInfo("Texts that end the answer, separated by commas."));

    private static final String ARTICLE = """
            The harbour of Sandvik was deepened in spring. For eleven weeks two dredgers worked day and night, and the \
            ferries to the islands left from the old fishing pier. Shopkeepers by the quay lost about a third of their \
            trade, which the town made good in part. Since June ships of up to nine metres draught can enter. The first \
            of them, a freighter with timber, was welcomed with music. The town expects forty larger ships a year, and \
            a hundred new jobs in the warehouses, most of them for people who live close by.""";

    private static final PipelineEndpoint TEXT_GENERATION = task("text_generation", "Text generation",
            "Goes on with a text, token by token, the way a language model does it.",
            in -> PipelineTask.TextGeneration.added(in.text("inputs"), generation(in)))
            .takes(with(required("inputs", "Prompt", new Widget.Textbox(4, "Once upon a time"),
                    "Once upon a time, a small robot")))
            .gives("Output", new Widget.Textbox(8, "")).streamed()
            .example("A story", "Once upon a time, a small robot", "60")
            .example("A list", "Three things to pack for a hike:\n1.", "60")
            .example("Code", "def fibonacci(n):", "60");

    private static final PipelineEndpoint TEXT2TEXT = task("text2text_generation", "Text to text",
            "Gives a text to a model that was trained to answer instructions with another text.",
            in -> new PipelineTask.Text2TextGeneration(in.text("inputs"), null, null, generation(in)))
            .takes(with(required("inputs", "Input", new Widget.Textbox(4, "An instruction"),
                    "Which season comes after spring?")))
            .gives("Generated Text", new Widget.Textbox(4, "")).streamed()
            .example("A question", "Which season comes after spring?")
            .example("A translation", "Translate English to German: The house is wonderful.");

    private static final PipelineEndpoint SUMMARIZATION = task("summarization", "Summarization",
            "Says in a few sentences what a longer text says.",
            in -> new PipelineTask.Summarization(in.text("inputs"), null, null, generation(in)))
            .takes(with(required("inputs", "Text", new Widget.Textbox(7, "The text to shorten"), ARTICLE)))
            .gives("Summary", new Widget.Textbox(4, "")).streamed()
            .example("A local newspaper", ARTICLE)
            .example("Minutes of a meeting", """
                    The board met on Tuesday. Four members were present, two had excused themselves. The treasurer \
                    reported that the accounts are balanced, although heating cost more than planned. A new boiler was \
                    discussed at length. Two offers lie before the board; the cheaper one would be installed in autumn. \
                    The board decided to take it if the bank agrees to the loan. The next meeting is on the third of May.""");

    private static final PipelineEndpoint TRANSLATION = task("translation", "Translation",
            "Says in one language what a text says in another.",
            in -> new PipelineTask.Translation(in.text("inputs"), in.textIfAny("src_lang").orElse(null),
                    in.textIfAny("tgt_lang").orElse(null), null, null, generation(in)))
            .takes(with(required("inputs", "Text", new Widget.Textbox(5, "The text to translate"),
                    "The weather is lovely today."),
                    optional("src_lang", "From", new Widget.Textbox(1, "eng_Latn"), "")
                            .withInfo("The model's name of the language. Empty for models of one pair."),
                    optional("tgt_lang", "To", new Widget.Textbox(1, "deu_Latn"), "")))
            .gives("Translation", new Widget.Textbox(4, "")).streamed()
            .example("The weather", "The weather is lovely today.")
            .example("A sign", "Please close the gate; the sheep are out.");

    static final TaskGroup WRITING = new TaskGroup("Write a text",
            List.of(TEXT_GENERATION, SUMMARIZATION, TRANSLATION, TEXT2TEXT));

    private WritingTasks() {
    }

    private static Parameter[] with(Parameter... own) {
        return Stream.concat(Stream.of(own), GENERATION.stream()).toArray(Parameter[]::new);
    }

    /// What a form says about how a text is written.
    static GenerationParameters generation(Inputs in) {
        Integer beams = in.count("num_beams");
        Double temperature = in.number("temperature", 0, 100);
        Double topP = in.number("top_p", 0, 1);
        Integer topK = in.count("top_k");
        Integer seed = in.count("seed");
        boolean greedy = temperature != null && temperature == 0;
        Boolean draws = Stream.of(temperature, topP, topK).allMatch(Objects::isNull) ? null : Boolean.valueOf(!greedy);
        List<String> stop = in.textsIfAny("stop");
        return new GenerationParameters(beams == null || beams == 1, in.count("max_new_tokens"), null, null, null, null, draws,
                greedy ? null : temperature, topK, topP, null, null, null, null,
                seed == null ? null : Long.valueOf(seed), in.number("repetition_penalty", 0.01, 10), null, null, null,
                List.of(), beams, null, null, null, null, stop == null ? List.of() : stop, null, null,
                null, null, null, null);
    }
}
