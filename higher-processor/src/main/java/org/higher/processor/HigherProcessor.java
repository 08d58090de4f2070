package org.higher.processor;

import com.google.auto.service.AutoService;
import com.palantir.javapoet.JavaFile;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import javax.annotation.processing.AbstractProcessor;
import javax.annotation.processing.FilerException;
import javax.annotation.processing.ProcessingEnvironment;
import javax.annotation.processing.Processor;
import javax.annotation.processing.RoundEnvironment;
import javax.lang.model.SourceVersion;
import javax.lang.model.element.Element;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.TypeMirror;
import org.higher.processor.codegen.GeneratedFile;
import org.higher.processor.diagnostics.Faults;
import org.higher.processor.diagnostics.Message;
import org.higher.processor.diagnostics.Reporter;
import org.higher.processor.ecj.EcjRounds;
import org.higher.processor.javac.Javac;
import org.higher.processor.optimizer.OptimizerStage;
import org.higher.processor.pipeline.Context;
import org.higher.processor.pipeline.Stage;
import org.higher.processor.twin.TwinStage;
import org.higher.processor.types.Annotations;
import org.higher.processor.types.Shape;
import org.higher.processor.verification.LeftOut;
import org.higher.processor.verification.Verifier;

/**
 * The rounds: collects annotated classes, puts off those that wait for generated types, and sends
 * each of the others through its stage.
 */
@AutoService(Processor.class)
public final class HigherProcessor extends AbstractProcessor {
    /** Classes that wait for the next round, whose elements are new ones, by their names. */
    private final Set<String> deferred = new LinkedHashSet<>();

    /** Every class that there was or will be something to do about. */
    private final Set<String> known = new HashSet<>();

    /** Classes that have waited for Lombok. */
    private final Set<String> waited = new HashSet<>();

    private final Consumer<GeneratedFile> listener;
    private Optional<Context> context = Optional.empty();
    private Optional<EcjRounds> ecj = Optional.empty();
    private List<Stage> stages = List.of();
    private boolean complained;

    /** The processor as a compiler creates it. */
    public HigherProcessor() {
        this(file -> {});
    }

    /** A processor that tells of the files it has written. */
    private HigherProcessor(Consumer<GeneratedFile> listener) {
        this.listener = listener;
    }

    @Override
    public SourceVersion getSupportedSourceVersion() {
        return SourceVersion.latestSupported();
    }

    @Override
    public Set<String> getSupportedAnnotationTypes() {
        return Set.of(Annotations.FUNCTIONAL, Annotations.TRAINABLE, Annotations.BUFFER);
    }

    @Override
    public synchronized void init(ProcessingEnvironment environment) {
        super.init(environment);
        Reporter reporter = new Reporter(environment.getMessager());
        context =
                Javac.of(environment)
                        .map(
                                javac -> {
                                    Verifier verifier = new Verifier(javac.trees(), reporter);
                                    javac.listen(verifier);
                                    return new Context(
                                            environment, javac, reporter, verifier, new LeftOut());
                                });
        stages = context.map(HigherProcessor::stages).orElse(List.of());
        ecj = EcjRounds.of(environment, HigherProcessor::new);
    }

    private static List<Stage> stages(Context context) {
        return List.of(new TwinStage(context), new OptimizerStage(context));
    }

    @Override
    public boolean process(Set<? extends TypeElement> annotations, RoundEnvironment round) {
        if (ecj.isPresent()) {
            ecj.get().process(annotations, round);
        } else {
            processHere(annotations, round);
        }
        return false;
    }

    private void processHere(Set<? extends TypeElement> annotations, RoundEnvironment round) {
        Map<String, TypeElement> work = new LinkedHashMap<>();
        for (String name : deferred) {
            processingEnv
                    .getElementUtils()
                    .getAllTypeElements(name)
                    .forEach(type -> work.put(name, type));
        }
        deferred.clear();
        for (TypeElement annotation : annotations) {
            for (Element annotated : round.getElementsAnnotatedWith(annotation)) {
                TypeElement type = typeOf(annotated);
                work.put(type.getQualifiedName().toString(), type);
            }
        }
        if (context.isEmpty()) {
            work.values().stream().findFirst().ifPresent(this::complainAboutCompiler);
        } else {
            processAll(work, round.processingOver(), context.get());
        }
    }

    private void processAll(Map<String, TypeElement> work, boolean lastRound, Context c) {
        known.addAll(work.keySet());
        Deque<TypeElement> todo = new ArrayDeque<>(work.values());
        while (!todo.isEmpty()) {
            TypeElement type = todo.remove();
            Faults.guard(
                    type,
                    c.reporter(),
                    () -> {
                        process(type, lastRound, c);
                        todo.addAll(unlisted(type, c));
                    });
        }
    }

    /**
     * Models in a model's fields that javac found on the source path: it compiles them with the
     * others, but does not list them for processors.
     */
    private List<TypeElement> unlisted(TypeElement type, Context c) {
        return type.getEnclosedElements().stream()
                .filter(member -> member.getKind().isField())
                .flatMap(field -> Shape.mentioned(field.asType()))
                .filter(Annotations::isFunctional)
                .filter(c.javac()::hasSource)
                .filter(model -> known.add(model.getQualifiedName().toString()))
                .toList();
    }

    private static TypeElement typeOf(Element annotated) {
        Element e = annotated;
        while (!(e instanceof TypeElement)) {
            e = e.getEnclosingElement();
        }
        return (TypeElement) e;
    }

    private void process(TypeElement type, boolean lastRound, Context c) {
        Optional<Stage> stage = stages.stream().filter(s -> s.accepts(type)).findFirst();
        Optional<TypeMirror> unresolved = Unresolved.in(type);
        if (!lastRound && waitsForLombok(type)) {
            deferred.add(type.getQualifiedName().toString());
        } else if (unresolved.isPresent() && lastRound) {
            c.reporter().report(type, Message.UNRESOLVED_TYPE, type, unresolved.get());
        } else if (unresolved.isPresent()) {
            deferred.add(type.getQualifiedName().toString());
        } else if (stage.isEmpty()) {
            reportStray(type, c.reporter());
        } else {
            stage.get().generate(type).ifPresent(file -> write(file, type, c.reporter()));
        }
    }

    /**
     * Lombok changes the trees of classes in the round in which they appear, after or before this
     * processor has its turn; their elements show it one round later.
     */
    private boolean waitsForLombok(TypeElement type) {
        return Annotations.hasLombok(type) && waited.add(type.getQualifiedName().toString());
    }

    private void write(JavaFile file, TypeElement type, Reporter reporter) {
        String name = file.typeSpec().name();
        try {
            GeneratedFile generated =
                    GeneratedFile.of(
                            file,
                            type,
                            text -> reporter.note(type, Message.NOT_FORMATTED, name, text));
            generated.write(processingEnv.getFiler());
            listener.accept(generated);
        } catch (FilerException e) {
            reporter.report(type, Message.TWIN_NAME_TAKEN, type, name);
        } catch (IOException e) {
            reporter.report(type, Message.CANNOT_WRITE, name, String.valueOf(e.getMessage()));
        }
    }

    private static void reportStray(TypeElement type, Reporter reporter) {
        for (Element member : type.getEnclosedElements()) {
            if (Annotations.isTrainable(member) || Annotations.isBuffer(member)) {
                String annotation = Annotations.isTrainable(member) ? "@Trainable" : "@Buffer";
                reporter.report(member, Message.STRAY_ANNOTATION, annotation, member, type);
            }
        }
    }

    /** Once is enough: every class of the build has the same problem. */
    private void complainAboutCompiler(TypeElement type) {
        if (!complained) {
            complained = true;
            new Reporter(processingEnv.getMessager())
                    .report(type, Message.NO_SOURCE_TREES, processingEnv.getClass().getName());
        }
    }
}
