package org.higher.processor.ecj;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import javax.annotation.processing.Messager;
import javax.annotation.processing.ProcessingEnvironment;
import javax.annotation.processing.Processor;
import javax.annotation.processing.RoundEnvironment;
import javax.lang.model.element.Element;
import javax.lang.model.element.TypeElement;
import javax.tools.ToolProvider;
import org.higher.processor.codegen.GeneratedFile;
import org.higher.processor.diagnostics.Message;
import org.higher.processor.diagnostics.Reporter;
import org.higher.processor.pipeline.Observer;
import org.higher.processor.pipeline.Rounds;
import org.higher.processor.types.Annotations;
import org.jspecify.annotations.Nullable;

/**
 * The rounds under Eclipse's compiler, which has no trees of method bodies.
 *
 * <p>A javac beside it reads and attributes the same files, with the processor in it as anywhere
 * else. Here go in the files that ecj has, and come out what was generated and what was found.
 */
public final class EcjRounds implements Rounds {
    private static final Pattern TRAINABLE = Pattern.compile("@\\s*(\\w+\\s*\\.\\s*)*Trainable\\b");

    private final ProcessingEnvironment environment;
    private final EcjEnvironment ecj;
    private final Reporter reporter;
    private final Function<Observer, Processor> processor;
    private final Map<URI, SourceUnit> sources = new LinkedHashMap<>();

    /** The files of annotated classes. */
    private final Set<URI> annotated = new HashSet<>();

    /** Files that are not compiled now, whose code is copied: superclasses of models, helpers. */
    private final Map<URI, SourceUnit> unchanged = new LinkedHashMap<>();

    private final Set<String> written = new HashSet<>();
    private final Set<Found> reported = new HashSet<>();

    /** What a later round may settle: types that another processor has yet to generate. */
    private List<Found> open = List.of();

    private EcjRounds(
            ProcessingEnvironment environment,
            EcjEnvironment ecj,
            Function<Observer, Processor> processor) {
        this.environment = environment;
        this.ecj = ecj;
        reporter = new Reporter(environment.getMessager());
        this.processor = processor;
    }

    /** Empty where the compiler is not ecj. */
    public static Optional<Rounds> of(
            ProcessingEnvironment environment, Function<Observer, Processor> processor) {
        return EcjEnvironment.of(environment)
                .map(ecj -> new EcjRounds(environment, ecj, processor));
    }

    /** ecj does not see an annotation of a record's component that is for fields. */
    @Override
    public Set<String> supported() {
        return Set.of("*");
    }

    @Override
    public void process(Set<? extends TypeElement> annotations, RoundEnvironment round) {
        boolean more = false;
        for (Element root : round.getRootElements()) {
            more |= root instanceof TypeElement type && add(type);
        }
        for (TypeElement annotation : annotations) {
            if (Annotations.OURS.contains(annotation.getQualifiedName().toString())) {
                round.getElementsAnnotatedWith(annotation).forEach(this::addAnnotated);
            }
        }
        if (!annotated.isEmpty() && more) {
            run();
        }
        if (round.processingOver()) {
            open.stream().filter(this::isNews).forEach(this::report);
            forget();
        }
    }

    private boolean add(TypeElement type) {
        if (written.contains(type.getQualifiedName().toString())) {
            return false;
        }
        Optional<SourceUnit> added =
                ecj.source(type).filter(unit -> sources.putIfAbsent(unit.uri(), unit) == null);
        added.filter(EcjRounds::mentionsTrainable).map(SourceUnit::uri).ifPresent(annotated::add);
        return added.isPresent();
    }

    /** Whether a file may have a record with hyperparameters, as far as its text tells. */
    private static boolean mentionsTrainable(SourceUnit unit) {
        String text = unit.getCharContent(true).toString();
        return text.contains("org.higher.annotations") && TRAINABLE.matcher(text).find();
    }

    private void addAnnotated(Element element) {
        Element type = element;
        while (type.getEnclosingElement() instanceof TypeElement
                || !(type instanceof TypeElement)) {
            type = type.getEnclosingElement();
        }
        Element outermost = type;
        ecj.source((TypeElement) type)
                .map(SourceUnit::uri)
                .ifPresentOrElse(
                        annotated::add,
                        () -> reporter.report(outermost, Message.UNKNOWN_ECLIPSE, "its source"));
    }

    /** In an IDE the same processor may be given what is to be compiled anew in the same build. */
    private void forget() {
        sources.clear();
        unchanged.clear();
        annotated.clear();
        written.clear();
        reported.clear();
        open = List.of();
    }

    private void run() {
        if (ToolProvider.getSystemJavaCompiler() == null) {
            fail(Message.NO_JAVAC, System.getProperty("java.home"));
            return;
        }
        try {
            SearchPath path = ecj.searchPath();
            JavacRun run;
            do {
                run = run(path);
            } while (read(run.lacked(), path));
            take(run);
        } catch (IllegalArgumentException option) { // the language of a later JDK, say
            fail(Message.JAVAC_REFUSES, String.valueOf(option.getMessage()));
        } catch (ReflectiveOperationException otherVersion) {
            fail(Message.UNKNOWN_ECLIPSE, otherVersion);
        }
    }

    private JavacRun run(SearchPath path) {
        List<SourceUnit> all = new ArrayList<>(sources.values());
        all.addAll(unchanged.values());
        return JavacRun.of(all, path, ecj.javacOptions(), processor);
    }

    /** Reads the sources of types that ecj has as class files; whether there was one. */
    private boolean read(Set<String> types, SearchPath path) {
        boolean more = false;
        for (String type : types) {
            Optional<SourceUnit> unit = path.source(type);
            more |=
                    unit.isPresent()
                            && !sources.containsKey(unit.get().uri())
                            && unchanged.putIfAbsent(unit.get().uri(), unit.get()) == null;
        }
        return more;
    }

    /** An error at the first class: what is about no class does not show in an IDE. */
    private void fail(Message message, Object... arguments) {
        firstAnnotated().ifPresent(type -> reporter.report(type, message, arguments));
    }

    private Optional<TypeElement> firstAnnotated() {
        return sources.values().stream()
                .filter(unit -> annotated.contains(unit.uri()))
                .map(SourceUnit::type)
                .map(this::element)
                .filter(Objects::nonNull)
                .findFirst();
    }

    private void take(JavacRun run) {
        run.files().forEach(this::write);
        List<Found> later = new ArrayList<>();
        for (Found found : run.found()) {
            if (found.ours() && !found.isAbout(Message.UNRESOLVED_TYPE)) {
                report(found);
            } else if (found.isError() && found.file().map(annotated::contains).orElse(true)) {
                later.add(found);
            }
        }
        later.sort(Comparator.comparing(found -> !found.ours()));
        open = later;
    }

    /** Where there is an error of ours already, or of its own one, javac's adds nothing. */
    private boolean isNews(Found found) {
        return found.ours()
                || reported.stream().noneMatch(r -> r.isError() && r.file().equals(found.file()));
    }

    private void write(GeneratedFile file) {
        TypeElement origin = element(file.origin().getQualifiedName());
        if (origin != null && ecj.source(origin).isPresent() && written.add(file.name())) {
            try {
                new GeneratedFile(file.name(), file.text(), origin).write(environment.getFiler());
            } catch (IOException e) {
                String reason = String.valueOf(e.getMessage());
                reporter.report(origin, Message.CANNOT_WRITE, file.name(), reason);
            }
        }
    }

    private @Nullable TypeElement element(CharSequence name) {
        return environment.getElementUtils().getTypeElement(name);
    }

    /** What is wrong in a file that is not compiled now stands at the first class that is. */
    private void reportElsewhere(SourceUnit unit, Found found) {
        String place = unit.type() + ", line " + found.line() + ": ";
        firstAnnotated()
                .ifPresent(
                        type ->
                                environment
                                        .getMessager()
                                        .printMessage(found.kind(), place + found.text(), type));
    }

    private void report(Found found) {
        if (!reported.add(found)) {
            return;
        }
        Optional<SourceUnit> elsewhere = found.file().map(unchanged::get);
        if (elsewhere.isPresent()) {
            reportElsewhere(elsewhere.get(), found);
            return;
        }
        Found said = found.ours() ? found : found.saying(Message.JAVAC_REFUSES.text(found.text()));
        Messager messager = environment.getMessager();
        TypeElement type =
                said.file().map(sources::get).map(SourceUnit::type).map(this::element).orElse(null);
        if (type == null) {
            messager.printMessage(said.kind(), said.text());
        } else if (!ecj.report(type, said)) {
            messager.printMessage(said.kind(), "line " + said.line() + ": " + said.text(), type);
        }
    }
}
