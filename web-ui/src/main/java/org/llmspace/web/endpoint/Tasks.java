package org.llmspace.web.endpoint;

import static org.llmspace.web.endpoint.Parameter.optional;
import static org.llmspace.web.endpoint.Parameter.required;
import static org.llmspace.web.endpoint.PipelineEndpoint.task;

import java.util.List;

import org.llmspace.contracts.pipeline.PipelineTask;

/// One row for each pipeline that reads texts: what its form has and what it asks for. Pages, protocols and documentation follow from it.
final class Tasks {

    private static final String CONTEXT = """
            Mount Merrow rises 2,143 metres above the Lindal valley. The botanist Ada Brandt climbed it first in 1891, \
            together with her sister, and found forty species of moss on its northern side.""";

    private static final PipelineEndpoint TEXT_CLASSIFICATION = task("text_classification", "Text classification",
            "Sorts a text into the classes that a model has learned, such as positive and negative.",
            in -> new PipelineTask.TextClassification(in.text("inputs"), null,
                    in.textIfAny("function_to_apply").orElse(null), in.count("top_k")))
            .takes(required("inputs", "Input", new Widget.Textbox(4, "The text to sort"),
                    "What a wonderful evening, we will come again!"),
                    optional("top_k", "Number of labels", new Widget.Number(1), null).withInfo("Empty means all."),
                    optional("function_to_apply", "Function applied to the scores",
                            new Widget.Choice(List.of("", "softmax", "sigmoid", "none")), "")
                            .withInfo("Empty means what the model's files say."))
            .gives("Classification", new Widget.Label())
            .example("A happy guest", "What a wonderful evening, we will come again!")
            .example("An unhappy one", "The room was cold and nobody came when we called.")
            .example("Mixed feelings", "The food was great, but we waited for an hour.");

    private static final PipelineEndpoint TOKEN_CLASSIFICATION = task("token_classification", "Token classification",
            "Marks the names in a text: persons, places, organisations.",
            in -> new PipelineTask.TokenClassification(in.text("inputs"), in.textsIfAny("ignore_labels"),
                    in.count("stride"), in.textIfAny("aggregation_strategy").orElse(null)))
            .takes(required("inputs", "Input", new Widget.Textbox(4, "A text with names"),
                    "Marie Curie worked in Paris."),
                    optional("aggregation_strategy", "How tokens become words",
                            new Widget.Choice(List.of("", "none", "simple", "first", "average", "max")), "")
                            .withInfo("Empty means simple: neighbours of one kind become one."),
                    optional("ignore_labels", "Labels to leave out", new Widget.Texts(1, "O"), "")
                            .withInfo("Separated by commas."),
                    optional("stride", "Overlap of windows, in tokens", new Widget.Number(1), null)
                            .withInfo("For texts that are longer than the model can read."))
            .gives("Entities", new Widget.HighlightedText())
            .example("A scientist", "Marie Curie moved from Warsaw to Paris and taught at the Sorbonne.")
            .example("A company", "Nokia began as a paper mill in Tampere, Finland.")
            .example("A meeting", "Angela met Tim Cook in Berlin before she flew to New York.");

    private static final PipelineEndpoint QUESTION_ANSWERING = task("question_answering", "Question answering",
            "Finds the words of a text that answer a question.",
            in -> new PipelineTask.QuestionAnswering(in.text("question"), in.text("context"), in.count("top_k"),
                    null, in.count("max_answer_len"), null, null, in.flagIfAny("handle_impossible_answer"), null))
            .takes(required("context", "Context", new Widget.Textbox(7, "The text that has the answer"), CONTEXT),
                    required("question", "Question", new Widget.Textbox(1, "What do you want to know?"),
                            "Who climbed Mount Merrow first?"),
                    optional("top_k", "Number of answers", new Widget.Number(1), null).withInfo("Empty means one."),
                    optional("max_answer_len", "Longest answer, in tokens", new Widget.Number(1), null),
                    optional("handle_impossible_answer", "Say when there is no answer", new Widget.Checkbox(), false))
            .gives("Answer", new Widget.Textbox(1, "")).gives("Score", new Widget.Label())
            .example("Who?", CONTEXT, "Who climbed Mount Merrow first?", "3")
            .example("How high?", CONTEXT, "How high is Mount Merrow?", "3")
            .example("When?", CONTEXT, "When was it climbed?", "3");

    private static final PipelineEndpoint FILL_MASK = task("fill_mask", "Fill-mask",
            "Guesses the word that is missing where the text has the model's mask token.",
            in -> new PipelineTask.FillMask(in.text("inputs"), in.count("top_k"), in.textsIfAny("targets")))
            .takes(required("inputs", "Input", new Widget.Textbox(3, "The capital of France is [MASK]."),
                    "The capital of France is [MASK].").withInfo("Most models write the mask as [MASK] or <mask>."),
                    optional("top_k", "Number of fillings", new Widget.Number(1), null).withInfo("Empty means five."),
                    optional("targets", "Words to choose from", new Widget.Texts(1, "Paris, Rome"), "")
                            .withInfo("Separated by commas. Empty means the whole vocabulary."))
            .gives("Fillings", new Widget.Label()).example("A capital", "The capital of France is [MASK].")
            .example("A recipe", "Boil the [MASK] for ten minutes and add salt.");

    private static final PipelineEndpoint ZERO_SHOT = task("zero_shot_classification", "Zero-shot classification",
            "Sorts a text into classes that you name yourself; nothing has to be trained.", Tasks::zeroShot)
            .takes(required("inputs", "Text", new Widget.Textbox(5, "The text to sort"),
                    "The battery died after two days, I am very disappointed."),
                    required("candidate_labels", "Possible class names (comma-separated)",
                            new Widget.Texts(1, "complaint, praise, question"), "complaint, praise, question"),
                    optional("hypothesis_template", "Hypothesis template",
                            new Widget.Textbox(1, "This text is about {}."), "")
                            .withInfo("A sentence with {} where a label goes. Empty means the model's own."),
                    optional("multi_label", "Allow multiple true classes", new Widget.Checkbox(), false))
            .gives("Classification", new Widget.Label())
            .example("A complaint", "The battery died after two days, I am very disappointed.",
                    "complaint, praise, question, order")
            .example("A news line", "The central bank raised its rate by a quarter point to slow inflation.",
                    "economy, sports, science, politics")
            .example("A recipe", "Fold the egg whites into the batter and bake for forty minutes.",
                    "cooking, travel, gardening, programming");

    private static final PipelineEndpoint SENTENCE_SIMILARITY = task("sentence_similarity", "Sentence similarity",
            "Measures how close sentences are in meaning to one sentence, from -1 to 1.",
            in -> new PipelineTask.SentenceSimilarity(in.text("source_sentence"), in.lines("sentences")))
            .takes(required("source_sentence", "Source sentence", new Widget.Textbox(2, "The sentence to compare with"),
                    "The cat sleeps on the sofa."),
                    required("sentences", "Sentences", new Widget.Texts(5, "One sentence a line"),
                            "A kitten naps on the couch.\nThe stock market fell.").withInfo("One a line."))
            .gives("Similarities", new Widget.Json())
            .example("Cats", "The cat sleeps on the sofa.",
                    "A kitten naps on the couch.\nMy dog likes long walks.\nThe stock market fell on Monday.")
            .example("A question and its twins", "How do I reset my password?",
                    "I forgot my login and cannot get in.\nWhere can I change my password?\nWhich payment methods do you take?");

    private static final PipelineEndpoint FEATURE_EXTRACTION = task("feature_extraction", "Feature extraction",
            "Turns texts into vectors, so that texts that mean the same lie close together.",
            in -> new PipelineTask.FeatureExtraction(in.lines("inputs"), in.flagIfAny("normalize"), null,
                    in.flagIfAny("truncate"), null, null))
            .takes(required("inputs", "Texts", new Widget.Texts(6, "One text a line"), "A first text.\nA second text.")
                    .withInfo("One a line; the page compares each with each."),
                    optional("normalize", "Vectors of length 1", new Widget.Checkbox(), true),
                    optional("truncate", "Cut texts that are too long", new Widget.Checkbox(), false))
            .gives("Embeddings", new Widget.Json())
            .example("Three themes",
                    "A kitten naps on the couch.\nThe cat sleeps on the sofa.\nShares fell after the rate decision.\n"
                            + "The central bank raised interest rates.\nWhisk the eggs with the sugar.")
            .example("Four languages of one wish", "Good morning!\nGuten Morgen!\nBonjour !\nThe train is late.");

    static final TaskGroup UNDERSTANDING = new TaskGroup("Understand a text",
            List.of(TEXT_CLASSIFICATION, TOKEN_CLASSIFICATION, QUESTION_ANSWERING, ZERO_SHOT, FILL_MASK));
    static final TaskGroup MEANING = new TaskGroup("Compare meaning", List.of(SENTENCE_SIMILARITY, FEATURE_EXTRACTION));

    private Tasks() {
    }

    private static PipelineTask<?> zeroShot(Inputs in) {
        String template = in.textIfAny("hypothesis_template").orElse(null);
        if (template != null && !template.contains("{}")) {
            throw new InvalidInputException("hypothesis_template",
                    "'hypothesis_template' needs {} where the label goes");
        }
        return new PipelineTask.ZeroShotClassification(in.text("inputs"), in.texts("candidate_labels"), template,
                in.flag("multi_label"));
    }
}
