package org.llmspace.contracts;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "org.llmspace.contracts", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule records_are_data_only = classes().that()
            .resideOutsideOfPackages("..contracts.kafka..", "..contracts.web..")
            .should().onlyDependOnClassesThat().resideInAnyPackage("java..", "org.llmspace.contracts",
                    "org.llmspace.contracts.chat", "org.llmspace.contracts.pipeline",
                    "com.fasterxml.jackson.annotation", "com.fasterxml.jackson.databind", "org.jspecify.annotations");

    @ArchTest
    static final ArchRule kinds_do_not_know_each_other = slices()
            .matching("org.llmspace.contracts.(chat|pipeline|kafka|web)..").should().notDependOnEachOther();
}
