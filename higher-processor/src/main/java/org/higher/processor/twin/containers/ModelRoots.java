package org.higher.processor.twin.containers;

import com.sun.source.tree.Tree;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreePath;
import com.sun.source.util.Trees;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.lang.model.element.Element;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.util.ElementFilter;
import org.higher.processor.javac.SourceFile;
import org.higher.processor.twin.containers.ContainerFacts.Change;
import org.higher.processor.types.Annotations;
import org.higher.processor.types.Inheritance;
import org.higher.processor.types.Shape;
import org.higher.processor.verification.CopiedCode;
import org.jspecify.annotations.Nullable;

/** The fields of models whose objects must not be changed, and the code that could do so. */
final class ModelRoots {
    /** What a model has a field for. */
    private enum Kind {
        SHARED,
        FREE
    }

    private record Statement(URI file, int start, int end) {}

    private final Trees trees;
    private final HeldTypes types;
    private final List<SharedModel> models = new ArrayList<>();

    /** What fields hold of layers and tensors, by their names. */
    private final Map<String, Shape> parts = new HashMap<>();

    /** What other fields are, by their names and then by the names of models. */
    private final Map<String, Map<String, Kind>> others = new HashMap<>();

    private final Set<Statement> never = new HashSet<>();

    /** Classes of modules that are known to have no containers. */
    private final Set<TypeElement> plain = new HashSet<>();

    /** What is copied for any model; all are known before any code is looked at. */
    private @Nullable CopiedCode all;

    private final Map<Element, Boolean> copied = new HashMap<>();

    ModelRoots(Trees trees, HeldTypes types) {
        this.trees = trees;
        this.types = types;
    }

    void add(SharedModel model) {
        models.add(model);
        model.parts().forEach((field, shape) -> parts.put(key(field), shape));
        model.shared().forEach(f -> add(model, f, Kind.SHARED));
        model.free().forEach(f -> add(model, f, Kind.FREE));
        SourceFile file = model.source().file();
        URI uri = file.unit().getSourceFile().toUri();
        model.never().forEach(t -> never.add(new Statement(uri, file.start(t), file.end(t))));
    }

    private void add(SharedModel model, VariableElement field, Kind kind) {
        others.computeIfAbsent(key(field), f -> new HashMap<>()).put(model.name(), kind);
    }

    /** Elements of one round are not those of the next. */
    private static String key(VariableElement field) {
        return field.getEnclosingElement() + "." + field.getSimpleName();
    }

    /** Whether a model has something that must not be changed. */
    boolean areIn(SharedModel model) {
        return model.shared().stream().anyMatch(f -> types.mayHold(f.asType()))
                || model.parts().values().stream().anyMatch(this::hasContainer);
    }

    private boolean hasContainer(Shape shape) {
        return shape.isContainer()
                || shape instanceof Shape.Module m
                        && plain.add(m.type())
                        && Stream.concat(
                                        Stream.of(m.type()),
                                        Inheritance.superclasses(m.type()).stream())
                                .flatMap(
                                        t ->
                                                ElementFilter.fieldsIn(t.getEnclosedElements())
                                                        .stream())
                                .flatMap(f -> Shape.of(f.asType()).stream())
                                .anyMatch(this::hasContainer);
    }

    /** Whether a statement never runs in a twin. */
    boolean neverRuns(TreePath path) {
        if (never.isEmpty()) {
            return false;
        }
        Tree tree = path.getLeaf();
        SourcePositions positions = trees.getSourcePositions();
        int start = (int) positions.getStartPosition(path.getCompilationUnit(), tree);
        int end = (int) positions.getEndPosition(path.getCompilationUnit(), tree);
        URI file = path.getCompilationUnit().getSourceFile().toUri();
        return never.contains(new Statement(file, start, end));
    }

    /** Whether a class is a model, or one that a model inherits from. */
    boolean isOfModel(Element type) {
        return Annotations.isFunctional(type) || all().hasMembersOf(type);
    }

    /** Whether some twin has a copy of a method, or of what makes objects of a class. */
    boolean isCopied(Element code) {
        return copied.computeIfAbsent(code, c -> has(all(), c));
    }

    private CopiedCode all() {
        if (all == null) {
            all = CopiedCode.ofAll(models.stream().map(SharedModel::copied).toList());
        }
        return all;
    }

    static boolean has(CopiedCode copied, Element code) {
        return code instanceof ExecutableElement method ? copied.has(method) : copied.hasType(code);
    }

    /** Whether a change of a value that is this of a field is one of what the twin shares. */
    boolean isChanged(VariableElement field, Held held, Change change) {
        if (!held.how().shows()) {
            return false;
        }
        Optional<Shape> shape = shape(field);
        if (shape.isPresent()) {
            return isChanged(field, shape.get(), held.how());
        }
        boolean itself = held.how() == Held.How.ITSELF;
        boolean inside = held.how() == Held.How.INNER;
        return change.certain()
                && isShared(field)
                && (itself || types.mayBe(change.type(), field.asType(), !inside));
    }

    /** A copy of a container shares what is in it: other containers, the entries of a map. */
    private static boolean isChanged(VariableElement field, Shape shape, Held.How how) {
        boolean deep = shape instanceof Shape.MapOf || shape.element().isContainer();
        return shape.isContainer()
                && !Annotations.isBuffer(field)
                && (deep || how != Held.How.INNER);
    }

    /** What a field of a model holds; empty for another, and one of none. */
    private Optional<Shape> shape(VariableElement field) {
        if (others.containsKey(key(field))) {
            return Optional.empty();
        }
        return Optional.ofNullable(parts.get(key(field)))
                .or(
                        () ->
                                isOfModel(field.getEnclosingElement())
                                        ? Shape.of(field.asType())
                                        : Optional.empty());
    }

    private boolean isShared(VariableElement field) {
        return !field.getModifiers().contains(Modifier.STATIC)
                && isOfModel(field.getEnclosingElement());
    }

    /** Whether a change of what is in a field may be one of what a twin shares. */
    boolean isRoot(VariableElement field) {
        return shape(field).isPresent() || isShared(field);
    }

    /** The models whose code this is. */
    List<SharedModel> copying(Element code) {
        return models.stream().filter(m -> has(m.copied(), code)).toList();
    }

    /** Whether code of a model may change what is in a field. */
    boolean isFree(VariableElement field, SharedModel model) {
        return others.getOrDefault(key(field), Map.of()).get(model.name()) == Kind.FREE;
    }

    /** Whether some model may. */
    boolean isFree(VariableElement field) {
        return others.getOrDefault(key(field), Map.of()).containsValue(Kind.FREE);
    }
}
