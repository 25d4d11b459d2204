package io.dxmi;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.conditions.ArchConditions.onlyHaveDependenciesWhere;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDManager;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTag;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.File;
import java.io.FileOutputStream;
import java.io.FileReader;
import java.io.FileWriter;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.RandomAccessFile;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.text.NumberFormat;
import java.text.SimpleDateFormat;
import java.util.Formatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Scanner;
import java.util.Set;
import javax.imageio.ImageIO;

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

    /** What the methods of the facade of detection take and return. */
    private static final Set<String> DETECTION_VALUES = Set.of(
            "io.dxmi.detect.compare.ComparisonReport",
            "io.dxmi.detect.curve.CurveChoice",
            "io.dxmi.detect.data.Sample",
            "io.dxmi.detect.data.SampleKind",
            "io.dxmi.detect.data.TableChoice",
            "io.dxmi.detect.energy.EnergyKind",
            "io.dxmi.detect.fit.FitOptions",
            "io.dxmi.detect.fit.Outliers",
            "io.dxmi.detect.fit.Supervision",
            "io.dxmi.detect.joint.JointSettings",
            "io.dxmi.detect.model.AnomalyResult",
            "io.dxmi.detect.model.ModelRecord",
            "io.dxmi.detect.model.PerCategory",
            "io.dxmi.detect.model.Pooling",
            "io.dxmi.detect.pictures.PictureNotes",
            "io.dxmi.detect.report.DetectJson",
            "io.dxmi.detect.report.EvaluationReport",
            "io.dxmi.detect.report.OutlierReport",
            "io.dxmi.detect.report.ScoreReport",
            "io.dxmi.detect.series.SeriesReport",
            "io.dxmi.detect.window.WindowChoice");

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
    static final ArchRule oneClassMovesArraysBetweenJavaAndTheEngine = noClasses()
            .that()
            .doNotHaveFullyQualifiedName("io.dxmi.samplers.engine.Torch")
            .should()
            .callCodeUnitWhere(describe("it copies an array", ArchitectureTest::copiesArray))
            .because(
                    "DJL leaves a copy with the array's manager if the array lies on a GPU or is a view; see Torch.floats");

    /** The option's values, and calculations that are the same numbers on every machine because the CPU does them. */
    private static final Set<String> NAMING_DEVICES = Set.of(
            "io.dxmi.samplers.engine.Devices",
            "io.dxmi.samplers.engine.Primitives",
            "io.dxmi.samplers.engine.Torch",
            "io.dxmi.samplers.engine.Torch$Host",
            "io.dxmi.eval.matrix.Lapack$Engine");

    @ArchTest
    static final ArchRule theCallerNamesTheDevice = noClasses()
            .that(describe("do not name devices", type -> !NAMING_DEVICES.contains(type.getName())))
            .should()
            .callCodeUnitWhere(describe("it chooses a device", ArchitectureTest::choosesDevice))
            .because("--device reaches everything; Torch.open() is on the device that the caller chose");

    private static boolean choosesDevice(JavaAccess<?> call) {
        String name = call.getTarget().getName();
        JavaClass owner = call.getTargetOwner();
        if (owner.isEquivalentTo(Device.class))
            return Set.of("cpu", "gpu", "of", "fromName").contains(name);
        if (owner.isAssignableTo(Engine.class)) return name.equals("defaultDevice") || name.equals("newBaseManager");
        return owner.isAssignableTo(NDManager.class)
                && name.startsWith("new")
                && !((CodeUnitAccessTarget) call.getTarget())
                        .getRawParameterTypes()
                        .isEmpty();
    }

    private static final Set<String> READS = Set.of(
            "toByteBuffer",
            "toDevice",
            "getBoolean",
            "getByte",
            "getDouble",
            "getFloat",
            "getInt",
            "getLong",
            "getUint8",
            "toArray");

    private static boolean copiesArray(JavaAccess<?> call) {
        String name = call.getTarget().getName();
        if (call.getTargetOwner().isAssignableTo(NDManager.class)) return name.equals("create");
        return call.getTargetOwner().isAssignableTo(NDArray.class)
                && (READS.contains(name) || name.matches("to[A-Z].*Array"));
    }

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
    static final ArchRule roomsOfDetectionFormNoCycle =
            slices().matching("io.dxmi.detect.(*)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule roomsOfDetectionDoNotKnowTheirFacade = noClasses()
            .that()
            .resideInAPackage("io.dxmi.detect.*..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.dxmi.detect");

    @ArchTest
    static final ArchRule detectionIsUsedThroughItsFacade = noClasses()
            .that()
            .resideOutsideOfPackage("io.dxmi.detect..")
            .should()
            .dependOnClassesThat(describe(
                    "are inside detection and are neither its facade nor what the facade takes or returns",
                    ArchitectureTest::isInsideDetection));

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

    @ArchTest
    static final ArchRule runsOnDiskDoNotKnowTraining = noClasses()
            .that()
            .resideInAnyPackage("io.dxmi.runs", "io.dxmi.runs.folder")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.dxmi.runs.training");

    @ArchTest
    static final ArchRule nobodyUsesTheCommandLine = noClasses()
            .that()
            .resideOutsideOfPackage(CLI)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(CLI);

    @ArchTest
    static final ArchRule theEngineDoesNotKnowTraining = noClasses()
            .that()
            .resideInAPackage("io.dxmi.samplers.engine")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.dxmi.samplers.engine.train..");

    @ArchTest
    static final ArchRule layersDoNotKnowTheNetworksMadeOfThem = noClasses()
            .that()
            .resideInAPackage("io.dxmi.samplers.net.layer..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.dxmi.samplers.net");

    private static boolean isInsideDetection(JavaClass type) {
        return type.getPackageName().startsWith("io.dxmi.detect.")
                && DETECTION_VALUES.stream().noneMatch(type.getName().replaceFirst("\\$.*", "")::equals);
    }

    /** Who may write files: {@code AtomicFiles} for whole ones, locks, and files that grow row by row. */
    private static final Set<String> WRITERS =
            Set.of("AtomicFiles", "Unfinished", "WriteLock", "Natives", "RowFile", "RowStore", "TensorBoardFile");

    /** Methods of {@link Files} that make or fill files; {@code createDirectories} makes none. */
    private static final Set<String> WRITING = Set.of(
            "newOutputStream",
            "newBufferedWriter",
            "newByteChannel",
            "write",
            "writeString",
            "move",
            "createFile",
            "createTempFile",
            "createTempDirectory");

    private static final Set<Class<?>> STREAMS_OF_FILES = Set.of(
            FileOutputStream.class, FileWriter.class, RandomAccessFile.class, PrintWriter.class, PrintStream.class);

    @ArchTest
    static final ArchRule everyFileIsWrittenAtomically = noClasses()
            .that(describe(
                    "are no writers",
                    type -> !WRITERS.contains(type.getSimpleName())
                            && !type.getPackageName().startsWith("io.dxmi.bench")))
            .should()
            .callCodeUnitWhere(describe("it writes a file", ArchitectureTest::writesFile))
            .orShould()
            .accessField(StandardOpenOption.class, "WRITE")
            .orShould()
            .accessField(StandardOpenOption.class, "APPEND")
            .because("a file is the old one or the whole new one, whatever stops the process; see AtomicFiles");

    private static boolean writesFile(JavaAccess<?> call) {
        JavaClass owner = call.getTargetOwner();
        String name = call.getTarget().getName();
        List<JavaClass> parameters = ((CodeUnitAccessTarget) call.getTarget()).getRawParameterTypes();
        if (owner.isEquivalentTo(Files.class)) {
            return WRITING.contains(name)
                    || (name.equals("copy")
                            && parameters.size() > 1
                            && parameters.get(1).isEquivalentTo(Path.class));
        }
        boolean toFile = parameters.stream().anyMatch(type -> type.isEquivalentTo(File.class))
                || (name.equals("<init>")
                        && !parameters.isEmpty()
                        && parameters.get(0).isEquivalentTo(String.class));
        if (owner.isEquivalentTo(ImageIO.class)) return toFile && name.equals("write");
        return toFile && STREAMS_OF_FILES.stream().anyMatch(owner::isEquivalentTo);
    }

    @ArchTest
    static final ArchRule noTextDependsOnTheLocaleOrCharsetOfTheMachine = noClasses()
            .should()
            .callCodeUnitWhere(describe("it takes the default locale or charset", ArchitectureTest::takesDefault))
            .because("generated programs and files must not hold the digits or letters of the user's language");

    private static final Set<String> FORMATS = Set.of("format", "formatted", "printf", "toLowerCase", "toUpperCase");
    private static final Set<Class<?>> LOCALISED = Set.of(
            Formatter.class,
            DecimalFormat.class,
            SimpleDateFormat.class,
            DecimalFormatSymbols.class,
            NumberFormat.class);
    private static final Set<Class<?>> TEXT_STREAMS = Set.of(
            InputStreamReader.class,
            OutputStreamWriter.class,
            FileReader.class,
            FileWriter.class,
            Scanner.class,
            PrintStream.class);

    private static boolean takesDefault(JavaAccess<?> call) {
        JavaClass owner = call.getTargetOwner();
        String name = call.getTarget().getName();
        List<JavaClass> parameters = ((CodeUnitAccessTarget) call.getTarget()).getRawParameterTypes();
        if (parameters.stream()
                .anyMatch(type -> type.isEquivalentTo(Locale.class)
                        || type.isEquivalentTo(Charset.class)
                        || type.isEquivalentTo(CharsetDecoder.class))) return false;
        if (owner.isEquivalentTo(String.class)) {
            return FORMATS.contains(name)
                    || (name.equals("getBytes") && parameters.isEmpty())
                    || (name.equals("<init>")
                            && !parameters.isEmpty()
                            && parameters.get(0).isEquivalentTo(byte[].class));
        }
        if (owner.isAssignableTo(PrintWriter.class) || owner.isAssignableTo(PrintStream.class)) {
            if (FORMATS.contains(name)) return true;
        }
        boolean made = name.equals("<init>") || name.equals("getInstance");
        return made
                && (LOCALISED.stream().anyMatch(owner::isEquivalentTo)
                        || TEXT_STREAMS.stream().anyMatch(owner::isEquivalentTo));
    }

    @ArchTest
    static final ArchRule oneClassLoadsPrograms = noClasses()
            .that()
            .doNotHaveFullyQualifiedName("io.dxmi.samplers.engine.ScriptLoader")
            .should()
            .callCodeUnitWhere(describe("it loads a TorchScript archive", ArchitectureTest::loadsProgram))
            .because("a program in a file is checked before it is loaded; see ScriptLoader");

    private static final Set<String> LOADERS = Set.of(
            "ai.djl.Model",
            "ai.djl.pytorch.engine.PtModel",
            "ai.djl.pytorch.engine.PtSymbolBlock",
            "ai.djl.pytorch.jni.JniUtils",
            "ai.djl.pytorch.jni.PyTorchLibrary",
            "ai.djl.repository.zoo.Criteria",
            "ai.djl.repository.zoo.ModelLoader",
            "ai.djl.repository.zoo.ModelZoo");

    private static boolean loadsProgram(JavaAccess<?> call) {
        String name = call.getTarget().getName();
        return LOADERS.contains(call.getTargetOwner().getName())
                && (name.equals("<init>") || name.startsWith("load") || name.startsWith("moduleLoad"));
    }

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
