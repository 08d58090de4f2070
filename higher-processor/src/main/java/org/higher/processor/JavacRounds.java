package org.higher.processor;

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
import java.util.stream.Stream;
import javax.annotation.processing.FilerException;
import javax.annotation.processing.ProcessingEnvironment;
import javax.annotation.processing.RoundEnvironment;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.ElementFilter;
import org.higher.processor.codegen.GeneratedFile;
import org.higher.processor.diagnostics.Faults;
import org.higher.processor.diagnostics.Message;
import org.higher.processor.diagnostics.Reporter;
import org.higher.processor.javac.Javac;
import org.higher.processor.optimizer.OptimizerStage;
import org.higher.processor.pipeline.Context;
import org.higher.processor.pipeline.Observer;
import org.higher.processor.pipeline.Rounds;
import org.higher.processor.pipeline.Stage;
import org.higher.processor.twin.TwinStage;
import org.higher.processor.twin.hierarchy.MethodKinds;
import org.higher.processor.twin.hierarchy.PartSearch;
import org.higher.processor.types.Annotations;
import org.higher.processor.types.Inheritance;
import org.higher.processor.types.Shape;
import org.higher.processor.verification.LeftOut;
import org.higher.processor.verification.Verifier;

/**
 * The rounds under javac: collects annotated classes, puts off those that wait for generated types,
 * and sends each of the others through its stage.
 */
final class JavacRounds implements Rounds {
    private final ProcessingEnvironment environment;
    private final Observer observer;
    private final Optional<Context> context;
    private final List<Stage> stages;

    /** Classes that wait for the next round, whose elements are new ones, by their names. */
    private final Set<String> deferred = new LinkedHashSet<>();

    /** Every class that there was or will be something to do about. */
    private final Set<String> known = new HashSet<>();

    /** Classes that have waited for Lombok. */
    private final Set<String> waited = new HashSet<>();

    private boolean complained;

    JavacRounds(ProcessingEnvironment environment, Observer observer) {
        this.environment = environment;
        this.observer = observer;
        context = Javac.of(environment, observer::lacked).map(javac -> context(environment, javac));
        stages = context.map(JavacRounds::stages).orElse(List.of());
    }

    private static Context context(ProcessingEnvironment environment, Javac javac) {
        Reporter reporter = new Reporter(environment.getMessager());
        Verifier verifier = new Verifier(javac.trees(), environment.getElementUtils(), reporter);
        javac.listen(verifier);
        return new Context(environment, javac, reporter, verifier, new LeftOut());
    }

    private static List<Stage> stages(Context context) {
        return List.of(new TwinStage(context), new OptimizerStage(context));
    }

    @Override
    public void process(Set<? extends TypeElement> annotations, RoundEnvironment round) {
        Map<String, TypeElement> work = new LinkedHashMap<>();
        for (String name : deferred) {
            environment
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
        PartSearch.of(c, work.values().stream().filter(Annotations::isFunctional));
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
     * Models in a model's fields that javac does not list for processors: parts that have no
     * annotation, and what it found on the source path and compiles with the others.
     */
    private List<TypeElement> unlisted(TypeElement type, Context c) {
        Stream<TypeElement> inFields =
                Inheritance.withSuperclasses(type)
                        .flatMap(t -> ElementFilter.fieldsIn(t.getEnclosedElements()).stream())
                        .flatMap(field -> Shape.mentioned(field.asType()));
        return Stream.concat(inFields, Inheritance.permitted(type))
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
        Optional<TypeMirror> unresolved =
                Inheritance.withSuperclasses(type)
                        .flatMap(t -> Unresolved.in(t).stream())
                        .findFirst();
        if (!lastRound && waitsForLombok(type)) {
            deferred.add(type.getQualifiedName().toString());
        } else if (unresolved.isPresent() && lastRound) {
            c.reporter().report(type, Message.UNRESOLVED_TYPE, type, unresolved.get());
        } else if (unresolved.isPresent()) {
            deferred.add(type.getQualifiedName().toString());
        } else if (stage.isEmpty()) {
            reportStray(type, c.reporter());
        } else {
            Optional<JavaFile> file = stage.get().generate(type);
            file.ifPresent(f -> write(f, type, c.reporter()));
            if (file.isEmpty() && !lastRound) {
                stage.get().standIn(type).ifPresent(this::writeStandIn);
            }
        }
    }

    /** The build fails in any case. */
    private void writeStandIn(JavaFile file) {
        try {
            file.writeTo(environment.getFiler());
        } catch (IOException taken) {
            // by a class of the user's, as an error says
        }
    }

    /**
     * Lombok changes the trees of classes in the round in which they appear, after or before this
     * processor has its turn; their elements show it one round later.
     */
    private boolean waitsForLombok(TypeElement type) {
        boolean isHere = environment.getElementUtils().getTypeElement("lombok.Lombok") != null;
        return isHere
                && Stream.concat(
                                Inheritance.withSuperclasses(type),
                                PartSearch.held(context.orElseThrow(), type))
                        .anyMatch(Annotations::hasLombok)
                && waited.add(type.getQualifiedName().toString());
    }

    private void write(JavaFile file, TypeElement type, Reporter reporter) {
        String name = file.typeSpec().name();
        try {
            GeneratedFile generated =
                    GeneratedFile.of(
                            file,
                            type,
                            text -> reporter.note(type, Message.NOT_FORMATTED, name, text));
            generated.write(environment.getFiler());
            observer.wrote(generated);
        } catch (FilerException e) {
            reporter.report(type, Message.TWIN_NAME_TAKEN, type, name);
        } catch (IOException e) {
            reporter.report(type, Message.CANNOT_WRITE, name, String.valueOf(e.getMessage()));
        }
    }

    private void reportStray(TypeElement type, Reporter reporter) {
        if (type.getModifiers().contains(Modifier.ABSTRACT)
                || isAboveModel(type)
                || isPartOfModels(type)) {
            return; // its fields are those of models that extend it, or hold objects of it
        }
        for (Element member : type.getEnclosedElements()) {
            if (Annotations.isTrainable(member) || Annotations.isBuffer(member)) {
                String annotation = Annotations.isTrainable(member) ? "@Trainable" : "@Buffer";
                reporter.report(member, Message.STRAY_ANNOTATION, annotation, member, type);
            }
        }
    }

    /** Whether a type is a record that is no model by itself. */
    private static boolean isPartOfModels(TypeElement type) {
        return type.getKind() == ElementKind.RECORD
                && ElementFilter.methodsIn(type.getEnclosedElements()).stream()
                        .noneMatch(MethodKinds::isForward);
    }

    private boolean isAboveModel(TypeElement type) {
        return known.stream()
                .flatMap(n -> environment.getElementUtils().getAllTypeElements(n).stream())
                .filter(Annotations::isFunctional)
                .anyMatch(model -> Inheritance.isAbove(type, model));
    }

    /** Once is enough: every class of the build has the same problem. */
    private void complainAboutCompiler(TypeElement type) {
        if (!complained) {
            complained = true;
            new Reporter(environment.getMessager())
                    .report(type, Message.NO_SOURCE_TREES, environment.getClass().getName());
        }
    }
}
