package org.higher.processor.twin.containers;

import com.sun.source.util.TreePath;
import com.sun.source.util.Trees;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.lang.model.element.Element;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import org.higher.processor.diagnostics.Message;
import org.higher.processor.diagnostics.Problem;
import org.higher.processor.pipeline.Context;
import org.higher.processor.twin.containers.ContainerFacts.Change;
import org.higher.processor.twin.containers.ContainerFacts.Flow;
import org.higher.processor.twin.containers.ContainerFacts.Place;
import org.higher.processor.verification.Verifier;
import org.jspecify.annotations.Nullable;

/**
 * Finds code of twins that changes what a twin shares with its model: a container of modules or
 * parameters, or an object that the model is configured with. It may do so by the field, by a local
 * variable, through a view, an iterator or an array, or in a method that it is given to.
 *
 * <p>All classes that are compiled together are looked at, as each is attributed, since what a
 * model gives to a method of another class may be changed there.
 */
public final class ContainerChanges implements Verifier.ClassInspection {
    private final Context context;
    private final Trees trees;
    private final HeldTypes types;
    private final ModelRoots roots;
    private final ContainerFacts facts;

    /** The names of classes whose code becomes twins', and which were not looked at yet. */
    private final Set<String> waiting = new HashSet<>();

    private final Set<String> seen = new HashSet<>();

    /** Which classes the compiler has the source of. */
    private final Map<String, Boolean> followed = new HashMap<>();

    /** The code that twins run, as far as it is known. */
    private final Set<Element> run = new HashSet<>();

    /** Changes, by what the searches for what they change have come to. */
    private final Map<Held.Source, Set<Change>> searched = new HashMap<>();

    /** Places and fields that an error was reported of. */
    private final Set<List<Object>> reported = new HashSet<>();

    /** Whether any model has something that must not be changed. */
    private boolean active;

    public ContainerChanges(Context context) {
        this.context = context;
        this.trees = context.javac().trees();
        this.types = new HeldTypes(context.elements(), context.types());
        this.roots = new ModelRoots(trees, types);
        this.facts = new ContainerFacts(roots::isRoot);
    }

    /** Adds the code of a model's twin. */
    public void expect(SharedModel model) {
        if (!active && roots.areIn(model)) {
            active = true;
            context.verifier().expectEach(this);
        }
        roots.add(model);
        model.owners().forEach(o -> waiting.add(outermost(o).getQualifiedName().toString()));
    }

    @Override
    public void inspect(TreePath classPath, Problem.Sink sink) {
        TypeElement type = (TypeElement) trees.getElement(classPath);
        String name = type.getQualifiedName().toString();
        seen.add(name);
        waiting.remove(name);
        Scope scope = new Scope(this::isFollowed, roots::isOfModel, roots::neverRuns);
        new ContainerScan(context, types, scope, facts, sink).scan(classPath, null);
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

    /** Looks at changes that are new, or that new facts say more of. */
    private void report() {
        Set<Held.Source> given = facts.takeGiven();
        Set<Change> todo = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Element code : facts.takeAdded()) {
            for (Element more : extendRun(code)) {
                given.addAll(facts.givenBy(more));
                todo.addAll(facts.takeChanges(more));
            }
            if (run.contains(code)) {
                todo.addAll(facts.takeChanges(code));
            }
        }
        given.forEach(source -> todo.addAll(searched.getOrDefault(source, Set.of())));
        todo.forEach(change -> new Search(change).find());
    }

    /**
     * Adds to the code that twins run: copied code, and what that runs. What is new is returned.
     */
    private Set<Element> extendRun(Element code) {
        Set<Element> more = new LinkedHashSet<>();
        Deque<Element> todo = new ArrayDeque<>();
        if (run.contains(code)) {
            todo.addAll(facts.runBy(code));
        } else if (roots.isCopied(code)) {
            todo.add(code);
        }
        while (!todo.isEmpty()) {
            Element next = todo.remove();
            if (run.add(next)) {
                more.add(next);
                todo.addAll(facts.runBy(next));
            }
        }
        return more;
    }

    /** A search from a change to the fields whose objects may be what is changed. */
    private final class Search {
        private final Change change;
        private final Set<List<Object>> visited = new HashSet<>();

        Search(Change change) {
            this.change = change;
        }

        void find() {
            Place at = roots.isCopied(change.at().code()) ? change.at() : null;
            change.changed().forEach(held -> follow(held, at));
        }

        /** Goes on from what a value may be; {@code at} is where copied code gives it away. */
        private void follow(Held held, @Nullable Place at) {
            if (!types.isPossible(held) || !visited.add(List.of(held, Optional.ofNullable(at)))) {
                return;
            }
            searched.computeIfAbsent(held.of(), s -> new HashSet<>()).add(change);
            if (!facts.isOfRoot(held.of())) {
                return;
            }
            if (held.of() instanceof Held.Named named && named.field().isPresent()) {
                check(named.field().get(), held, at == null ? change.at() : at);
            }
            for (Flow flow : facts.into(held.of())) {
                if (run.contains(flow.at().code())) {
                    Held next = new Held(flow.value().of(), held.how().of(flow.value().how()));
                    boolean here = at == null && roots.isCopied(flow.at().code());
                    follow(next, here ? flow.at() : at);
                }
            }
        }

        private void check(VariableElement field, Held held, Place at) {
            if (roots.isChanged(field, held, change)) {
                Problem problem =
                        new Problem(
                                Message.FORWARD_WRITES_FIELD,
                                at.tree(),
                                field.getSimpleName(),
                                change.remedy());
                List<SharedModel> of = roots.copying(at.code());
                if (of.isEmpty() && !roots.isFree(field)) {
                    report(problem, field, at);
                }
                of.stream()
                        .filter(m -> !roots.isFree(field, m))
                        .forEach(
                                m -> {
                                    if (ModelRoots.has(m.required(), at.code())) {
                                        report(problem, field, at);
                                    } else {
                                        leaveOut(m, problem, at);
                                    }
                                });
            }
        }

        private void report(Problem problem, VariableElement field, Place at) {
            if (reported.add(List.of(at.tree(), field))) {
                at.sink().accept(problem);
            }
        }

        /** A method that forward does not need must not fail the build; nor may models call it. */
        private void leaveOut(SharedModel model, Problem problem, Place at) {
            if (at.code() instanceof ExecutableElement method) {
                context.leftOut().add(model.type(), method, problem.reason());
            }
        }
    }
}
