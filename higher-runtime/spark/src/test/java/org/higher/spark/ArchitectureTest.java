package org.higher.spark;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaModifier.FINAL;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** What the module shows, and which of its classes may use which. */
@AnalyzeClasses(
        packages = {"org.higher.spark", "org.higher.internal.spark"},
        importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final Class<?>[] API = {
        SparkMetaBatch.class,
        Episodes.class,
        EpisodeBatch.class,
        Episode.class,
        LocalCluster.class,
        RemoteException.class
    };

    /** What knows how the tasks of a meta-batch are run. */
    private static final Class<?>[] RUNNING = {
        SparkMetaBatch.class,
        ClusterJob.class,
        SentBatch.class,
        DrawnBatch.class,
        BroadcastPayload.class,
        Replicas.class,
        SliceWorker.class,
        SliceResult.class
    };

    @ArchTest
    static final ArchRule ONLY_THE_API_IS_PUBLIC =
            classes()
                    .that()
                    .areTopLevelClasses()
                    .and()
                    .resideInAPackage("org.higher.spark")
                    .and(not(belongToAnyOf(API)))
                    .should()
                    .bePackagePrivate();

    @ArchTest
    static final ArchRule CLASSES_ARE_FINAL =
            classes()
                    .that()
                    .areTopLevelClasses()
                    .and()
                    .areNotInterfaces()
                    .should()
                    .haveModifier(FINAL);

    @ArchTest
    static final ArchRule NO_CYCLES =
            slices().matching("org.higher.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule EPISODES_ARE_DRAWN_WITHOUT_KNOWING_WHO_RUNS_THEM =
            noClasses()
                    .that()
                    .haveNameMatching("org\\.higher\\.spark\\.(Episode|Task).*")
                    .should()
                    .dependOnClassesThat(belongToAnyOf(RUNNING));
}
