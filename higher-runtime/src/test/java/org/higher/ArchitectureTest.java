package org.higher;

import static com.tngtech.archunit.core.domain.JavaModifier.ABSTRACT;
import static com.tngtech.archunit.core.domain.JavaModifier.FINAL;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.higher.optim.rules.Rules;
import org.higher.tensor.Tensor;

/** Which package may depend on which. */
@AnalyzeClasses(packages = "org.higher", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule IMPORTS_POINT_DOWN =
            layeredArchitecture()
                    .consideringOnlyDependenciesInLayers()
                    .ensureAllClassesAreContainedInArchitectureIgnoring(
                            "org.higher.annotations..", "org.higher.processor..")
                    .layer("meta")
                    .definedBy("org.higher.meta", "org.higher.internal.meta", "org.higher.bilevel")
                    .layer("facade")
                    .definedBy("org.higher")
                    .layer("testing")
                    .definedBy(
                            "org.higher.functional.testing..",
                            "org.higher.internal.testing",
                            "org.higher.optim.testing..")
                    .layer("report")
                    .definedBy("org.higher.report")
                    .layer("estimators")
                    .definedBy("org.higher.estimators")
                    .layer("implicit")
                    .definedBy("org.higher.implicit")
                    .layer("data")
                    .definedBy("org.higher.data")
                    .layer("internal")
                    .definedBy("org.higher.internal", "org.higher.internal.implicit")
                    .layer("unroll")
                    .definedBy("org.higher.internal.unroll")
                    .layer("io")
                    .definedBy("org.higher.io..", "org.higher.internal.io..")
                    .layer("optim")
                    .definedBy(
                            "org.higher.optim",
                            "org.higher.optim.chain..",
                            "org.higher.optim.rules..",
                            "org.higher.optim.support..",
                            "org.higher.internal.optim..")
                    .layer("nn")
                    .definedBy("org.higher.nn", "org.higher.internal.nn..")
                    .layer("functional")
                    .definedBy(
                            "org.higher.functional",
                            "org.higher.functional.support..",
                            "org.higher.internal.functional..",
                            "org.higher.internal.reflect..",
                            "org.higher.internal.tree..")
                    .layer("fusion")
                    .definedBy("org.higher.internal.fusion")
                    .layer("tensor")
                    .definedBy("org.higher.tensor")
                    .layer("ops")
                    .definedBy("org.higher.internal.ops..")
                    .layer("tape")
                    .definedBy("org.higher.internal.tape")
                    .layer("array")
                    .definedBy(
                            "org.higher.array",
                            "org.higher.internal.backend..",
                            "org.higher.internal.cuda..",
                            "org.higher.internal.gpu..",
                            "org.higher.internal.heap..",
                            "org.higher.internal.host..",
                            "org.higher.internal.nd4j..",
                            "org.higher.internal.opencl..",
                            "org.higher.internal.settings..",
                            "org.higher.internal.threads..",
                            "org.higher.internal.trace..")
                    .whereLayer("meta")
                    .mayNotBeAccessedByAnyLayer()
                    .whereLayer("facade")
                    .mayOnlyBeAccessedByLayers("meta")
                    .whereLayer("data")
                    .mayOnlyBeAccessedByLayers("meta")
                    .whereLayer("report")
                    .mayOnlyBeAccessedByLayers("meta", "facade")
                    .whereLayer("estimators")
                    .mayNotBeAccessedByAnyLayer()
                    .whereLayer("implicit")
                    .mayOnlyBeAccessedByLayers("meta")
                    .whereLayer("internal")
                    .mayOnlyBeAccessedByLayers(
                            "meta", "facade", "estimators", "implicit", "data", "optim", "report")
                    .whereLayer("unroll")
                    .mayOnlyBeAccessedByLayers("facade")
                    .whereLayer("io")
                    .mayOnlyBeAccessedByLayers("meta")
                    .whereLayer("optim")
                    .mayOnlyBeAccessedByLayers("meta", "facade", "testing", "io", "unroll")
                    .whereLayer("testing")
                    .mayNotBeAccessedByAnyLayer()
                    .whereLayer("nn")
                    .mayOnlyBeAccessedByLayers("meta", "testing", "io", "unroll")
                    .whereLayer("functional")
                    .mayOnlyBeAccessedByLayers(
                            "meta", "facade", "implicit", "testing", "io", "optim", "nn", "unroll")
                    .whereLayer("fusion")
                    .mayOnlyBeAccessedByLayers("optim")
                    .whereLayer("tensor")
                    .mayOnlyBeAccessedByLayers(
                            "meta",
                            "facade",
                            "estimators",
                            "implicit",
                            "testing",
                            "report",
                            "data",
                            "internal",
                            "io",
                            "optim",
                            "nn",
                            "functional",
                            "fusion",
                            "unroll")
                    .whereLayer("ops")
                    .mayOnlyBeAccessedByLayers("internal", "tensor")
                    .whereLayer("tape")
                    .mayOnlyBeAccessedByLayers(
                            "report", "internal", "unroll", "fusion", "tensor", "ops");

    @ArchTest
    static final ArchRule NO_CYCLES =
            slices().matching("org.higher.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule ND4J_IS_BEHIND_ITS_BACKEND =
            noClasses()
                    .that()
                    .resideOutsideOfPackages(
                            "org.higher.internal.nd4j", "org.higher.functional.support.nd4j.v1")
                    .and()
                    .doNotBelongToAnyOf(Tensor.class, Rules.class) // what users give and get
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("org.nd4j..");

    @ArchTest
    static final ArchRule NATIVE_CODE_IS_FOR_MATRIX_PRODUCTS_ALONE =
            noClasses()
                    .that()
                    .resideOutsideOfPackages(
                            "org.higher.internal.host.matmul", "org.higher.internal.nd4j")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("org.bytedeco..");

    @ArchTest
    static final ArchRule CLASSES_ARE_FINAL_OR_ABSTRACT =
            classes()
                    .that()
                    .areTopLevelClasses()
                    .and()
                    .areNotInterfaces()
                    .and()
                    .areNotEnums()
                    .should()
                    .haveModifier(FINAL)
                    .orShould()
                    .haveModifier(ABSTRACT);
}
