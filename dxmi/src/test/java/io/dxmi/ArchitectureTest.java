package io.dxmi;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.conditions.ArchConditions.onlyHaveDependenciesWhere;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTag;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Map;
import java.util.Set;

/** The directions between packages that the compiler does not hold: they decide what can change without what. */
@ArchTag("slow")
@AnalyzeClasses(
        packages = "io.dxmi",
        importOptions = {ImportOption.DoNotIncludeTests.class, ArchitectureTest.NoTestJars.class})
class ArchitectureTest {

    private static final String ENGINE = "io.dxmi.samplers.engine..";
    private static final String CLI = "io.dxmi.cli..";

    /** Which modules of this project each module may use. */
    private static final Map<String, Set<String>> KNOWS = Map.of(
            "samplers", Set.of("samplers"),
            "gcd", Set.of("gcd", "samplers"),
            "eval", Set.of("eval", "samplers"),
            "dxmi", Set.of("dxmi", "gcd", "eval", "samplers"));

    /** Under autograd these operators with a Number give wrong gradients, silently. */
    private static final Set<String> UNSAFE_WITH_NUMBER =
            Set.of("mul", "div", "pow", "maximum", "minimum", "muli", "divi", "powi");

    @ArchTest
    static final ArchRule onlyTheEngineTouchesDjlsPytorch = noClasses()
            .that()
            .resideOutsideOfPackage(ENGINE)
            .should()
            .dependOnClassesThat()
            .resideInAPackage("ai.djl.pytorch..");

    @ArchTest
    static final ArchRule onlyTheCommandLineNeedsPicocli = noClasses()
            .that()
            .resideOutsideOfPackage(CLI)
            .should()
            .dependOnClassesThat()
            .resideInAPackage("picocli..")
            .because("a project that embeds the library does not inherit it");

    @ArchTest
    static final ArchRule schedulesMetricsSettingsAndFilesKnowNoDjl = noClasses()
            .that()
            .resideInAnyPackage(
                    "io.dxmi.samplers.schedule..",
                    "io.dxmi.samplers.checkpoint..",
                    "io.dxmi.eval.quality..",
                    "io.dxmi.eval.anomaly..",
                    "io.dxmi.config..",
                    "io.dxmi.runs.folder..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("ai.djl..");

    @ArchTest
    static final ArchRule modulesPointOneWay = classes()
            .should(onlyHaveDependenciesWhere(
                    describe("they lead to a module it may use", ArchitectureTest::isAllowed)));

    @ArchTest
    static final ArchRule noNumberOperatorsOutsideTheEngine = noClasses()
            .that()
            .resideOutsideOfPackage(ENGINE)
            .should()
            .callMethodWhere(describe("an operator of NDArray takes a Number", ArchitectureTest::isUnsafe));

    @ArchTest
    static final ArchRule packagesOfSamplersFormNoCycle =
            slices().matching("io.dxmi.samplers.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule packagesOfGcdFormNoCycle =
            slices().matching("io.dxmi.gcd.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule packagesOfEvalFormNoCycle =
            slices().matching("io.dxmi.eval.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule packagesOfDxmiFormNoCycle =
            slices().matching("io.dxmi.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule nobodyLogsThroughTheJdk =
            noClasses().should().dependOnClassesThat().resideInAPackage("java.util.logging..");

    @ArchTest
    static final ArchRule onlyProgramsPrint = noClasses()
            .that()
            .resideOutsideOfPackage(CLI)
            .should()
            .accessField(System.class, "out")
            .orShould()
            .accessField(System.class, "err")
            .because("the standard output is for the result of a command, and listeners speak to people");

    private static boolean isAllowed(Dependency dependency) {
        JavaClass used = dependency.getTargetClass();
        return !used.getPackageName().startsWith("io.dxmi")
                || KNOWS.get(module(dependency.getOriginClass())).contains(module(used));
    }

    /** The module of a class of this project: the package below io.dxmi names it, all other packages are dxmi's. */
    private static String module(JavaClass type) {
        String[] names = type.getPackageName().split("\\.", -1);
        return names.length > 2 && KNOWS.containsKey(names[2]) ? names[2] : "dxmi";
    }

    private static boolean isUnsafe(JavaMethodCall call) {
        return (call.getTargetOwner().isAssignableTo(NDArray.class)
                        || call.getTargetOwner().isEquivalentTo(NDArrays.class))
                && UNSAFE_WITH_NUMBER.contains(call.getTarget().getName())
                && call.getTarget().getRawParameterTypes().stream().anyMatch(type -> type.isEquivalentTo(Number.class));
    }

    /** The test helpers of samplers come as a jar, which the usual option takes for production code. */
    static final class NoTestJars implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("-tests.jar");
        }
    }
}
