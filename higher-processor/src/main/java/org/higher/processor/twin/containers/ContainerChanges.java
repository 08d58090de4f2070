package org.higher.processor.twin.containers;

import com.sun.source.util.TreePath;
import com.sun.source.util.Trees;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.lang.model.element.Element;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.util.ElementFilter;
import org.higher.processor.diagnostics.Message;
import org.higher.processor.diagnostics.Problem;
import org.higher.processor.pipeline.Context;
import org.higher.processor.twin.containers.ContainerFacts.Change;
import org.higher.processor.twin.containers.ContainerFacts.Flow;
import org.higher.processor.twin.containers.ContainerFacts.Place;
import org.higher.processor.types.Annotations;
import org.higher.processor.types.Inheritance;
import org.higher.processor.types.Shape;
import org.higher.processor.verification.CopiedCode;
import org.higher.processor.verification.Verifier;
import org.jspecify.annotations.Nullable;

/**
 * Finds code of twins that changes a container of modules or parameters: by its field, by a local
 * variable, through a view, an iterator or an array, or in a method that it is given to.
 *
 * <p>All classes that are compiled together are looked at, as each is attributed, since what a
 * model gives to a method of another class may be changed there.
 */
public final class ContainerChanges implements Verifier.ClassInspection {
    /**
     * A model.
     *
     * @param required the part of the copied code that forward needs
     */
    private record Model(TypeElement type, CopiedCode copied, CopiedCode required) {}

    private final Context context;
    private final Trees trees;
    private final HeldValues values;
    private final ContainerFacts facts = new ContainerFacts();
    private final List<Model> models = new ArrayList<>();

    /** The names of classes whose code becomes twins', and which were not looked at yet. */
    private final Set<String> waiting = new HashSet<>();

    /** What the fields of models hold, by their names. */
    private final Map<String, Shape> shapes = new HashMap<>();

    private final Set<String> classes = new HashSet<>();

    /** What is copied for any model, once all are known. */
    private @Nullable CopiedCode all;

    /** Which code is copied; all models are known before any code is looked at. */
    private final Map<Element, Boolean> copied = new HashMap<>();

    private final Set<String> seen = new HashSet<>();

    /** Which classes the compiler has the source of. */
    private final Map<String, Boolean> followed = new HashMap<>();

    private final Set<Change> reported = Collections.newSetFromMap(new IdentityHashMap<>());

    /** The code that twins run, as far as it is known. */
    private final Set<Element> run = new HashSet<>();

    /** What a search from a change has come to. */
    private final Map<Change, Set<Element>> reached = new IdentityHashMap<>();

    /** Whether any model has a container. */
    private boolean active;

    public ContainerChanges(Context context) {
        this.context = context;
        this.trees = context.javac().trees();
        this.values = new HeldValues(trees, context.elements(), context.types(), this::isFollowed);
    }

    /**
     * Adds the code of a model's twin.
     *
     * @param required what of it forward needs
     * @param owners the classes that it is in
     * @param fields the model's, with what they hold
     */
    public void expect(
            TypeElement type,
            CopiedCode copied,
            CopiedCode required,
            Set<TypeElement> owners,
            Map<VariableElement, Shape> fields) {
        fields.forEach((field, shape) -> shapes.put(key(field), shape));
        if (!active && fields.values().stream().anyMatch(s -> holds(s, new HashSet<>()))) {
            active = true;
            context.verifier().expectEach(this);
        }
        models.add(new Model(type, copied, required));
        classes.addAll(copied.classes());
        owners.forEach(o -> waiting.add(outermost(o).getQualifiedName().toString()));
    }

    private static boolean holds(Shape shape, Set<TypeElement> known) {
        return shape.isContainer()
                || shape instanceof Shape.Module m
                        && known.add(m.type())
                        && Stream.concat(
                                        Stream.of(m.type()),
                                        Inheritance.superclasses(m.type()).stream())
                                .flatMap(
                                        t ->
                                                ElementFilter.fieldsIn(t.getEnclosedElements())
                                                        .stream())
                                .flatMap(f -> Shape.of(f.asType()).stream())
                                .anyMatch(s -> holds(s, known));
    }

    /** Elements of one round are not those of the next. */
    private static String key(VariableElement field) {
        return field.getEnclosingElement() + "." + field.getSimpleName();
    }

    /** What a field of a model holds; empty for another, and one of none. */
    private Optional<Shape> shape(VariableElement field) {
        return Optional.ofNullable(shapes.get(key(field)))
                .or(
                        () ->
                                isOfModel(field.getEnclosingElement())
                                        ? Shape.of(field.asType())
                                        : Optional.empty());
    }

    @Override
    public void inspect(TreePath classPath, Problem.Sink sink) {
        TypeElement type = (TypeElement) trees.getElement(classPath);
        String name = type.getQualifiedName().toString();
        seen.add(name);
        waiting.remove(name);
        new ContainerScan(
                        trees,
                        context.elements(),
                        values,
                        this::isFollowed,
                        this::isOfModel,
                        f -> shape(f).isPresent(),
                        facts,
                        sink)
                .scan(classPath, null);
        if (waiting.isEmpty()) {
            report();
        }
    }

    private static TypeElement outermost(Element element) {
        Element e = element;
        while (e.getEnclosingElement() instanceof TypeElement || !(e instanceof TypeElement)) {
            e = e.getEnclosingElement();
        }
        return (TypeElement) e;
    }

    /** Whether the code of a class is among what is compiled. */
    private boolean isFollowed(Element type) {
        TypeElement outermost = outermost(type);
        String name = outermost.getQualifiedName().toString();
        return seen.contains(name)
                || followed.computeIfAbsent(name, n -> trees.getPath(outermost) != null);
    }

    /** Whether a class is a model, or one that a model inherits from. */
    private boolean isOfModel(Element type) {
        return type instanceof TypeElement t
                && (Annotations.isFunctional(t)
                        || classes.contains(t.getQualifiedName().toString()));
    }

    /** Looks at changes that are new, or that new facts say more of. */
    private void report() {
        Set<Element> given = facts.takeGiven();
        extendRun().forEach(code -> given.addAll(facts.givenBy(code)));
        for (Change change : facts.changes()) {
            Set<Element> before = reached.get(change);
            boolean more = before == null || before.stream().anyMatch(given::contains);
            if (more && run.contains(change.at().code()) && !reported.contains(change)) {
                Search search = new Search(change);
                search.find();
                reached.put(change, search.reached);
            }
        }
    }

    /**
     * Adds to the code that twins run: copied code, and what that runs. What is new is returned.
     */
    private Set<Element> extendRun() {
        Set<Element> more = new HashSet<>();
        Deque<Element> todo = new ArrayDeque<>();
        for (Element code : facts.takeAdded()) {
            if (run.contains(code)) {
                todo.addAll(facts.runBy(code));
            } else if (isCopied(code)) {
                todo.add(code);
            }
        }
        while (!todo.isEmpty()) {
            Element code = todo.remove();
            if (run.add(code)) {
                more.add(code);
                todo.addAll(facts.runBy(code));
            }
        }
        return more;
    }

    private boolean isCopied(Element code) {
        if (all == null) {
            all = CopiedCode.ofAll(models.stream().map(Model::copied).toList());
        }
        CopiedCode ofAll = all;
        return copied.computeIfAbsent(code, c -> has(ofAll, c));
    }

    private static boolean has(CopiedCode copied, Element code) {
        return code instanceof ExecutableElement method ? copied.has(method) : copied.hasType(code);
    }

    /** A search from a change to the fields whose containers may be what is changed. */
    private final class Search {
        private final Change change;
        private final Set<Element> reached = new HashSet<>();
        private final Set<List<Object>> visited = new HashSet<>();

        Search(Change change) {
            this.change = change;
        }

        void find() {
            Place at = isCopied(change.at().code()) ? change.at() : null;
            change.changed().forEach(held -> follow(held, at));
        }

        /** Goes on from what a value may be; {@code at} is where copied code gives it away. */
        private void follow(Held held, @Nullable Place at) {
            if (!visited.add(List.of(held, Optional.ofNullable(at)))) {
                return;
            }
            reached.add(held.of());
            if (held.of() instanceof VariableElement v && isRoot(v)) {
                if (isChanged(held, v)) {
                    report(v, at == null ? change.at() : at);
                }
                return;
            }
            for (Flow flow : facts.into(held.of())) {
                if (run.contains(flow.at().code())) {
                    Held next = new Held(flow.value().of(), held.how().of(flow.value().how()));
                    boolean here = at == null && isCopied(flow.at().code());
                    follow(next, here ? flow.at() : at);
                }
            }
        }

        private boolean isRoot(VariableElement field) {
            return field.getKind().isField() && shape(field).filter(Shape::isContainer).isPresent();
        }

        /** A copy of a container shares what is in it: other containers, the entries of a map. */
        private boolean isChanged(Held held, VariableElement field) {
            Shape shape = shape(field).orElseThrow();
            boolean deep = shape instanceof Shape.MapOf || shape.element().isContainer();
            return !Annotations.isBuffer(field)
                    && held.how().shows()
                    && (deep || held.how() != Held.How.INNER);
        }

        private void report(VariableElement field, Place at) {
            reported.add(change);
            Problem problem =
                    new Problem(
                            Message.FORWARD_WRITES_FIELD,
                            at.tree(),
                            field.getSimpleName(),
                            change.remedy());
            List<Model> of = models.stream().filter(m -> has(m.copied, at.code())).toList();
            if (of.isEmpty()) {
                at.sink().accept(problem);
            }
            of.forEach(m -> report(m, problem, at));
        }

        /** A method that forward does not need must not fail the build; nor may models call it. */
        private void report(Model model, Problem problem, Place at) {
            if (has(model.required, at.code())) {
                at.sink().accept(problem);
            } else if (at.code() instanceof ExecutableElement method) {
                context.leftOut().add(model.type, method, problem.reason());
            }
        }
    }
}
