package org.higher.processor.ecj;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.annotation.processing.Messager;
import javax.annotation.processing.ProcessingEnvironment;
import javax.annotation.processing.Processor;
import javax.annotation.processing.RoundEnvironment;
import javax.lang.model.element.Element;
import javax.lang.model.element.TypeElement;
import javax.tools.Diagnostic;
import org.higher.processor.codegen.GeneratedFile;
import org.higher.processor.diagnostics.Message;
import org.jspecify.annotations.Nullable;

/**
 * The rounds under Eclipse's compiler, which has no trees of method bodies.
 *
 * <p>A javac beside it reads and attributes the same files, with the processor in it as anywhere
 * else. Here go in the files that ecj has, and come out what was generated and what was found.
 */
public final class EcjRounds {
    private final ProcessingEnvironment environment;
    private final EcjEnvironment ecj;
    private final Function<Consumer<GeneratedFile>, Processor> processor;
    private final Map<URI, SourceUnit> sources = new LinkedHashMap<>();
    private final Set<String> written = new HashSet<>();
    private final Set<Found> reported = new HashSet<>();
    private boolean annotated;

    /** What a later round may settle: types that another processor has yet to generate. */
    private List<Found> open = List.of();

    private EcjRounds(
            ProcessingEnvironment environment,
            EcjEnvironment ecj,
            Function<Consumer<GeneratedFile>, Processor> processor) {
        this.environment = environment;
        this.ecj = ecj;
        this.processor = processor;
    }

    /** Empty where the compiler is not ecj. */
    public static Optional<EcjRounds> of(
            ProcessingEnvironment environment,
            Function<Consumer<GeneratedFile>, Processor> processor) {
        return EcjEnvironment.of(environment)
                .map(ecj -> new EcjRounds(environment, ecj, processor));
    }

    /** Processes the annotated classes of a round, with all that have come before. */
    public void process(Set<? extends TypeElement> annotations, RoundEnvironment round) {
        annotated |= !annotations.isEmpty();
        boolean more = false;
        for (Element root : round.getRootElements()) {
            more |= root instanceof TypeElement type && add(type);
        }
        if (annotated && more) {
            run();
        }
        if (round.processingOver()) {
            open.stream().filter(this::isNews).forEach(this::report);
        }
    }

    private boolean add(TypeElement type) {
        return !written.contains(type.getQualifiedName().toString())
                && ecj.source(type)
                        .filter(unit -> sources.putIfAbsent(unit.uri(), unit) == null)
                        .isPresent();
    }

    private void run() {
        try {
            take(JavacRun.of(sources.values(), ecj, processor));
        } catch (IllegalArgumentException option) { // the language of a later JDK, say
            String text = Message.JAVAC_REFUSES.text(String.valueOf(option.getMessage()));
            environment.getMessager().printMessage(Diagnostic.Kind.ERROR, text);
        }
    }

    private void take(JavacRun run) {
        run.files().forEach(this::write);
        List<Found> later = new ArrayList<>();
        for (Found found : run.found()) {
            if (found.ours() && !found.isAbout(Message.UNRESOLVED_TYPE)) {
                report(found);
            } else if (found.isError() && found.file().filter(sources::containsKey).isPresent()) {
                later.add(found);
            }
        }
        later.sort(Comparator.comparing(found -> !found.ours()));
        open = later;
    }

    /** Where there is an error of ours already, or of its own one, javac's adds nothing. */
    private boolean isNews(Found found) {
        return found.ours() || reported.stream().noneMatch(r -> r.file().equals(found.file()));
    }

    private void write(GeneratedFile file) {
        TypeElement origin = element(file.origin().getQualifiedName());
        if (origin != null && written.add(file.name())) {
            try {
                new GeneratedFile(file.name(), file.text(), origin).write(environment.getFiler());
            } catch (IOException e) {
                String text =
                        Message.CANNOT_WRITE.text(file.name(), String.valueOf(e.getMessage()));
                environment.getMessager().printMessage(Diagnostic.Kind.ERROR, text, origin);
            }
        }
    }

    private @Nullable TypeElement element(CharSequence name) {
        return environment.getElementUtils().getTypeElement(name);
    }

    private void report(Found found) {
        if (!reported.add(found)) {
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
