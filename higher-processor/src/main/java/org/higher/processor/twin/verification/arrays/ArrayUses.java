package org.higher.processor.twin.verification.arrays;

import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.source.util.Trees;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.ArrayType;
import javax.lang.model.type.TypeMirror;
import org.higher.processor.diagnostics.Message;
import org.higher.processor.diagnostics.Problem;
import org.higher.processor.text.ClassSource;
import org.higher.processor.twin.analysis.AnalyzedModel;
import org.higher.processor.twin.analysis.TwinModel;
import org.higher.processor.twin.copies.HelperSource;
import org.higher.processor.twin.nd4j.ArrayBody;
import org.higher.processor.twin.nd4j.methods.ArrayMethod;
import org.higher.processor.twin.nd4j.methods.ArrayMethods;
import org.higher.processor.types.Annotations;
import org.higher.processor.types.Inheritance;
import org.higher.processor.types.Nd4j;
import org.higher.processor.types.Nesting;
import org.higher.processor.verification.Verifier;

/**
 * Compares the methods of ND4J that a model calls with those that they were taken for, and finds
 * those that were not seen at all, and others that arrays are given to.
 */
public final class ArrayUses implements Verifier.Inspection {
    /** The classes of ND4J with methods on arrays. */
    private static final Set<String> OWNERS =
            ArrayMethods.rows().stream().map(ArrayMethod::owner).collect(Collectors.toSet());

    private final Trees trees;
    private final TypeElement model;

    /** Methods and types that the twin has copies of. */
    private final Set<String> copied;

    private final Map<Integer, ArrayMethod> known = new HashMap<>();

    private ArrayUses(Trees trees, TypeElement model, Set<String> copied) {
        this.trees = trees;
        this.model = model;
        this.copied = copied;
    }

    /** For some methods and private types of a source, in a model that is written on arrays. */
    public static ArrayUses of(
            Trees trees,
            ClassSource source,
            Collection<? extends Element> code,
            AnalyzedModel analyzed) {
        TwinModel model = analyzed.model();
        Set<String> copied =
                Stream.concat(
                                model.copied().stream(),
                                model.helpers().stream().map(HelperSource::element))
                        .map(ArrayUses::name)
                        .collect(Collectors.toSet());
        model.copiedTypes().forEach(t -> copied.add(t.element().toString()));
        ArrayUses uses = new ArrayUses(trees, model.type(), copied);
        code.stream()
                .flatMap(e -> analyzed.arrayCalls().getOrDefault(e, Map.of()).entrySet().stream())
                .forEach(c -> uses.known.put(source.file().end(c.getKey()), c.getValue()));
        return uses;
    }

    private static String name(ExecutableElement method) {
        return method.getEnclosingElement() + "." + method;
    }

    @Override
    public void inspect(TreePath path, Element meaning, Problem.Sink sink) {
        if (!(meaning instanceof ExecutableElement method)
                || !(meaning.getEnclosingElement() instanceof TypeElement owner)) {
            return;
        }
        if (owner.getQualifiedName().toString().startsWith("org.nd4j.")) {
            inspectOfNd4j(path, method, owner.getQualifiedName().toString(), sink);
        } else if (Nd4j.seesArrays(method) && !hasTensors(owner, method)) {
            sink.report(Message.ARRAY_LEAVES, path.getLeaf(), shown(method), model.getSimpleName());
        }
    }

    private void inspectOfNd4j(
            TreePath path, ExecutableElement method, String owner, Problem.Sink sink) {
        Tree tree = path.getLeaf();
        ArrayMethod row =
                known.get(
                        (int)
                                trees.getSourcePositions()
                                        .getEndPosition(path.getCompilationUnit(), tree));
        if (row == null) {
            boolean harmless =
                    !Nd4j.seesArrays(method) && !OWNERS.contains(owner)
                            || ArrayBody.isAccessor(owner, method.getSimpleName().toString());
            if (!harmless) {
                sink.report(Message.ARRAY_UNKNOWN, tree, tree);
            }
            return;
        }
        Optional<ArrayMethod> real = row(owner, method);
        if (real.filter(r -> isSame(r, row)).isEmpty()) {
            sink.report(Message.ARRAY_METHOD, tree, shown(method), row.shown());
        } else if (real.get().code().equals(row.code())) { // else it takes a tensor
            checkNumbers(path, method, sink);
        }
    }

    /** What was read from a flag, or from the kind of a number, is not in the table. */
    private static boolean isSame(ArrayMethod real, ArrayMethod known) {
        return real.owner().equals(known.owner()) && real.signature().equals(known.signature())
                || real.code().equals(known.code()) && real.effect() == known.effect();
    }

    private static Optional<ArrayMethod> row(String owner, ExecutableElement method) {
        List<String> parameters =
                method.getParameters().stream().map(p -> simple(p.asType())).toList();
        return ArrayMethods.rows().stream()
                .filter(r -> r.owner().equals(owner))
                .filter(r -> method.getSimpleName().contentEquals(r.name()))
                .filter(
                        r ->
                                r.isAnyOverload()
                                        ? method.getParameters().stream()
                                                .noneMatch(p -> Nd4j.mentionsArrays(p.asType()))
                                        : matches(r.parameters(), parameters))
                .findFirst();
    }

    private static boolean matches(List<String> written, List<String> real) {
        return written.stream().map(p -> p.replace("...", "[]")).toList().equals(real);
    }

    private static String simple(TypeMirror type) {
        if (type instanceof ArrayType array) {
            return simple(array.getComponentType()) + "[]";
        }
        return Annotations.element(type)
                .map(e -> e.getSimpleName().toString())
                .orElseGet(type::toString);
    }

    /** As a message names it: with simple names. */
    private static String shown(ExecutableElement method) {
        String owner = method.getEnclosingElement().getSimpleName().toString();
        String parameters =
                method.getParameters().stream()
                        .map(p -> simple(p.asType()))
                        .collect(Collectors.joining(", ", "(", ")"));
        return method.getKind() == ElementKind.CONSTRUCTOR
                ? owner + parameters
                : owner + "." + method.getSimpleName() + parameters;
    }

    /** A tensor takes numbers of primitive types, and what is unboxed to them. */
    private void checkNumbers(TreePath path, ExecutableElement method, Problem.Sink sink) {
        if (!(path.getParentPath().getLeaf() instanceof MethodInvocationTree call)) {
            return;
        }
        int count = method.isVarArgs() ? 0 : method.getParameters().size();
        for (int i = 0; i < count; i++) {
            ExpressionTree argument = call.getArguments().get(i);
            TypeMirror type = trees.getTypeMirror(new TreePath(path.getParentPath(), argument));
            boolean number = simple(method.getParameters().get(i).asType()).equals("Number");
            if (number && type != null && !isReal(type) && !isRead(path, argument)) {
                sink.report(
                        Message.ARRAY_METHOD,
                        argument,
                        shown(method) + " of " + simple(type),
                        "that of a double: (" + argument + ").doubleValue()");
            }
        }
    }

    /** Whether an argument is a number that is read from an array, which is a tensor. */
    private boolean isRead(TreePath path, ExpressionTree argument) {
        return ClassSource.bare(argument) instanceof MethodInvocationTree call
                && known.containsKey(
                        (int)
                                trees.getSourcePositions()
                                        .getEndPosition(
                                                path.getCompilationUnit(), call.getMethodSelect()));
    }

    private static boolean isReal(TypeMirror type) {
        return type.getKind().isPrimitive()
                || Set.of("Double", "Float", "Integer", "Long", "Short", "Byte")
                        .contains(simple(type));
    }

    /** Whether a method was copied, is inside what was, or is that of a model on arrays. */
    private boolean hasTensors(TypeElement owner, ExecutableElement method) {
        boolean isStatic = method.getModifiers().contains(Modifier.STATIC);
        boolean isAbstract = method.getModifiers().contains(Modifier.ABSTRACT);
        return copied.contains(name(method))
                || isAbstract && isAbove(owner, model) // the twin has what the model makes of it
                || Stream.<Element>iterate(
                                owner, TypeElement.class::isInstance, Element::getEnclosingElement)
                        .anyMatch(t -> copied.contains(t.toString()))
                || Nesting.isInBody(owner)
                || !isStatic && Nd4j.isWrittenOn(owner);
    }

    /** By names, since attribution may be that of another run of the compiler. */
    private static boolean isAbove(TypeElement owner, TypeElement type) {
        return Inheritance.directlyAbove(type)
                .anyMatch(
                        t ->
                                t.getQualifiedName().contentEquals(owner.getQualifiedName())
                                        || isAbove(owner, t));
    }
}
