package org.llmspace.pipeline;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "org.llmspace.pipeline", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    /// Doors on top, then tasks, generation, models, and what models are made of; a room sees those below it.
    @ArchTest
    static final ArchRule ROOMS = layeredArchitecture().consideringOnlyDependenciesInLayers()
            .withOptionalLayers(true)
            .layer("messaging").definedBy("..pipeline.messaging..")
            .layer("inference").definedBy("..pipeline.inference..")
            .layer("task").definedBy("..pipeline.task..")
            .layer("generation").definedBy("..pipeline.generation..")
            .layer("processor").definedBy("..pipeline.processor..")
            .layer("model").definedBy("..pipeline.model..")
            .layer("onnx").definedBy("..pipeline.onnx..")
            .layer("tokenizer").definedBy("..pipeline.tokenizer..")
            .layer("grammar").definedBy("..pipeline.grammar..")
            .layer("template").definedBy("..pipeline.template..")
            .layer("hub").definedBy("..pipeline.hub..")
            .layer("remote").definedBy("..pipeline.remote..")
            .layer("builtin").definedBy("..pipeline.builtin..")
            .layer("tensor").definedBy("..pipeline.tensor..")
            .whereLayer("messaging").mayNotBeAccessedByAnyLayer()
            .whereLayer("inference").mayNotBeAccessedByAnyLayer()
            .whereLayer("task").mayOnlyBeAccessedByLayers("messaging", "inference")
            .whereLayer("generation").mayOnlyBeAccessedByLayers("task")
            .whereLayer("processor").mayOnlyBeAccessedByLayers("task")
            .whereLayer("model").mayOnlyBeAccessedByLayers("task", "generation")
            .whereLayer("onnx").mayOnlyBeAccessedByLayers("task", "generation", "model")
            .whereLayer("tokenizer").mayOnlyBeAccessedByLayers("task", "generation", "model")
            .whereLayer("grammar").mayOnlyBeAccessedByLayers("task", "generation")
            .whereLayer("template").mayOnlyBeAccessedByLayers("task")
            .whereLayer("remote").mayOnlyBeAccessedByLayers("task")
            .whereLayer("hub").mayOnlyBeAccessedByLayers("model", "remote")
            .whereLayer("builtin").mayOnlyBeAccessedByLayers("model")
            .whereLayer("tensor").mayOnlyBeAccessedByLayers("task", "generation", "model", "onnx", "processor");

    @ArchTest
    static final ArchRule NO_CYCLES = slices().matching("org.llmspace.pipeline.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule ONLY_ONNX_SEES_THE_RUNTIME = noClasses().that().resideOutsideOfPackage("..pipeline.onnx..")
            .should().dependOnClassesThat().resideInAPackage("ai.onnxruntime..");

    @ArchTest
    static final ArchRule ONLY_DOORS_AND_TASKS_SEE_THE_CONTRACTS = noClasses().that()
            .resideOutsideOfPackages("..pipeline.messaging..", "..pipeline.inference..", "..pipeline.task..")
            .should().dependOnClassesThat().resideInAPackage("org.llmspace.contracts..");

    @ArchTest
    static final ArchRule NO_RAW_EXECUTORS = noClasses().should().dependOnClassesThat()
            .haveFullyQualifiedName("java.util.concurrent.Executors");
}
