package org.higher.processor.text;

import static javax.lang.model.element.Modifier.STATIC;

import com.sun.source.tree.ArrayAccessTree;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompoundAssignmentTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.UnaryTree;
import com.sun.source.util.TreeScanner;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.util.ElementFilter;
import javax.lang.model.util.Elements;
import javax.lang.model.util.Types;
import org.higher.processor.javac.Javac;
import org.higher.processor.javac.SourceFile;
import org.higher.processor.names.Meaning;
import org.higher.processor.names.Names;
import org.higher.processor.names.Typing;
import org.higher.processor.types.Annotations;
import org.jspecify.annotations.Nullable;

/** A class whose methods are to be copied: its element, its source, and what its names mean. */
public final class ClassSource {
    private final Javac javac;
    private final Elements elements;
    private final Types types;
    private final TypeElement type;
    private final SourceFile file;
    private final Names names;
    private final Map<ExecutableElement, Optional<MethodText>> texts = new HashMap<>();

    private final Map<TypeElement, ClassSource> others = new HashMap<>();

    /** What stands for a part of a printed method in the user's file. */
    private final Map<Tree, MethodTree> originals = new IdentityHashMap<>();

    private ClassSource(
            Javac javac,
            Elements elements,
            Types types,
            TypeElement type,
            SourceFile file,
            Names names) {
        this.javac = javac;
        this.elements = elements;
        this.types = types;
        this.type = type;
        this.file = file;
        this.names = names;
    }

    /** Reads the source of a class, and finds out what the names in its methods mean. */
    public static ClassSource of(Elements elements, Types types, Javac javac, TypeElement type) {
        SourceFile file = javac.file(type);
        Names names = Names.of(elements, types, type, file.unit());
        ClassSource source = new ClassSource(javac, elements, types, type, file, names);
        source.methods().forEach(m -> source.tree(m).ifPresent(names::resolve));
        return source;
    }

    public TypeElement type() {
        return type;
    }

    public Elements elements() {
        return elements;
    }

    public SourceFile file() {
        return file;
    }

    public Names names() {
        return names;
    }

    public Typing typing() {
        return names.typing();
    }

    /** The class's declaration. */
    public Tree tree() {
        return javac.tree(type);
    }

    /** The source of another class. */
    public ClassSource other(TypeElement other) {
        ClassSource known = others.get(other);
        if (known == null) {
            known = of(elements, types, javac, other);
            others.put(other, known);
        }
        return known;
    }

    /** Whether the declaration of another type is known. */
    public boolean hasTree(TypeElement other) {
        return javac.canRead(other);
    }

    /** The declaration of another type in this file. */
    public ClassTree tree(TypeElement other) {
        return javac.tree(other);
    }

    /** The declaration of a field or record component, or of the class if there is none. */
    public Tree tree(VariableElement field) {
        return javac.tree(field).filter(file::isWritten).orElseGet(this::tree);
    }

    /** The declaration of a method, if it was written down. */
    public Optional<MethodTree> tree(ExecutableElement method) {
        return text(method).map(MethodText::tree).or(() -> javac.tree(method));
    }

    /**
     * Where a method was written, as in {@code Net.java:12}: the line that its result stands in.
     */
    public String place(ExecutableElement method) {
        SourceFile written = javac.hasTree(method) ? javac.file(method) : file;
        Tree at =
                javac.tree(method)
                        .<Tree>map(m -> m.getReturnType() == null ? m : m.getReturnType())
                        .filter(written::isWritten)
                        .orElseGet(this::tree);
        return written.name() + ":" + written.line(written.start(at));
    }

    /** The body of a method; none if it is abstract, native, or a record's implicit accessor. */
    public Optional<BlockTree> body(ExecutableElement method) {
        return tree(method).map(MethodTree::getBody);
    }

    /** Whether a constructor of another type in this file was written, not made by the compiler. */
    public boolean isWritten(ExecutableElement constructor) {
        return javac.tree(constructor).isPresent();
    }

    /** Whether the text of a method is known, so that it can be copied. */
    public boolean isReadable(ExecutableElement method) {
        return text(method).isPresent();
    }

    /**
     * The field that a method returns which another annotation processor has written, such as
     * Lombok's {@code getLr()}.
     */
    public Optional<VariableElement> gotten(ExecutableElement method) {
        return tree(method)
                .filter(tree -> method.getParameters().isEmpty())
                .filter(tree -> !isReadable(method) || original(tree) != tree)
                .flatMap(tree -> returned(tree.getBody()))
                .flatMap(this::ownField);
    }

    /** The expression of a block that does nothing but return it. */
    private static Optional<ExpressionTree> returned(@Nullable BlockTree body) {
        return body != null
                        && body.getStatements().size() == 1
                        && body.getStatements().get(0) instanceof ReturnTree result
                ? Optional.ofNullable(result.getExpression())
                : Optional.empty();
    }

    /** The text that a method's tree stands in. */
    public SourceFile file(MethodTree method) {
        return texts.values().stream()
                .flatMap(Optional::stream)
                .filter(t -> t.tree() == method)
                .findFirst()
                .map(MethodText::file)
                .orElse(file);
    }

    /** Where in the user's file a tree belongs: itself, unless its method had to be printed. */
    public Tree original(Tree tree) {
        return originals.containsKey(tree) ? originals.get(tree) : tree;
    }

    private Optional<MethodText> text(ExecutableElement method) {
        return texts.computeIfAbsent(method, this::findText);
    }

    private Optional<MethodText> findText(ExecutableElement method) {
        Optional<MethodTree> declared = javac.tree(method);
        Optional<MethodText> found = declared.flatMap(tree -> MethodText.of(tree, file));
        if (found.isPresent() && found.get().tree() != declared.get()) {
            new TreeScanner<@Nullable Void, @Nullable Void>() {
                @Override
                public @Nullable Void scan(@Nullable Tree tree, @Nullable Void unused) {
                    if (tree != null) {
                        originals.put(tree, declared.get());
                    }
                    return super.scan(tree, null);
                }
            }.scan(found.get().tree(), null);
        }
        return found;
    }

    /** The instance fields in declaration order. */
    public List<VariableElement> fields() {
        return ElementFilter.fieldsIn(type.getEnclosedElements()).stream()
                .filter(f -> !f.getModifiers().contains(STATIC))
                .toList();
    }

    /** The instance field of a name. */
    public Optional<VariableElement> fieldNamed(CharSequence name) {
        return fields().stream().filter(f -> f.getSimpleName().contentEquals(name)).findFirst();
    }

    /** Whether a record's constructor is written without parameters. */
    public boolean isCompact(ExecutableElement constructor) {
        MethodTree tree = tree(constructor).orElseThrow();
        int start = file.start(tree);
        String head = file.text(tree).substring(0, file.start(tree.getBody()) - start);
        return head.strip().endsWith(type.getSimpleName().toString());
    }

    /** The methods that have a body, in declaration order. */
    public List<ExecutableElement> methods() {
        return ElementFilter.methodsIn(type.getEnclosedElements()).stream()
                .filter(m -> body(m).isPresent())
                .toList();
    }

    /** The constructors that were written down. */
    public List<ExecutableElement> constructors() {
        return ElementFilter.constructorsIn(type.getEnclosedElements()).stream()
                .filter(c -> body(c).isPresent())
                .toList();
    }

    /** Whether an expression is {@code this}, plain or qualified with this class. */
    public boolean isThis(ExpressionTree expression) {
        ExpressionTree e = bare(expression);
        return e instanceof IdentifierTree id
                        && id.getName().contentEquals("this")
                        && names.of(id) == Meaning.Opaque.SELF
                || e instanceof MemberSelectTree s
                        && s.getIdentifier().contentEquals("this")
                        && names.type(s.getExpression()).filter(type::equals).isPresent();
    }

    /** Whether an expression is {@code super}, plain or qualified. */
    public static boolean isSuper(ExpressionTree expression) {
        return expression instanceof IdentifierTree id && id.getName().contentEquals("super")
                || expression instanceof MemberSelectTree s
                        && s.getIdentifier().contentEquals("super");
    }

    /** An expression without parentheses around it. */
    public static ExpressionTree bare(ExpressionTree expression) {
        ExpressionTree e = expression;
        while (e instanceof ParenthesizedTree p) {
            e = p.getExpression();
        }
        return e;
    }

    /**
     * The instance field of this object that an expression names: {@code x}, {@code this.x}, {@code
     * super.x}.
     */
    public Optional<VariableElement> ownField(ExpressionTree expression) {
        ExpressionTree e = bare(expression);
        Optional<VariableElement> named = Optional.empty();
        if (e instanceof IdentifierTree id && names.of(id) instanceof Meaning.Field f) {
            named = Optional.of(f.field());
        } else if (e instanceof MemberSelectTree s && isThis(s.getExpression())) {
            named = names.field(type, s.getIdentifier());
        } else if (e instanceof MemberSelectTree s && isSuper(s.getExpression())) {
            named =
                    Annotations.element(type.getSuperclass())
                            .flatMap(t -> names.field(t, s.getIdentifier()));
        }
        return named.filter(f -> !f.getModifiers().contains(STATIC));
    }

    /**
     * The field of this object that an assignment to a target changes, or changes the inside of.
     */
    public Optional<VariableElement> written(ExpressionTree target) {
        return bare(target) instanceof ArrayAccessTree a
                ? written(a.getExpression())
                : ownField(target);
    }

    /** Calls back with each assignment's target and the whole assignment. */
    public static void eachWrite(Tree body, BiConsumer<ExpressionTree, Tree> found) {
        eachWrite(body, Set.of(), found);
    }

    /** The same, but for parts of the code. */
    public static void eachWrite(
            Tree body, Set<Tree> without, BiConsumer<ExpressionTree, Tree> found) {
        new PartScanner(without) {
            @Override
            public @Nullable Void visitAssignment(AssignmentTree tree, @Nullable Void unused) {
                found.accept(tree.getVariable(), tree);
                return super.visitAssignment(tree, null);
            }

            @Override
            public @Nullable Void visitCompoundAssignment(
                    CompoundAssignmentTree tree, @Nullable Void unused) {
                found.accept(tree.getVariable(), tree);
                return super.visitCompoundAssignment(tree, null);
            }

            @Override
            public @Nullable Void visitUnary(UnaryTree tree, @Nullable Void unused) {
                switch (tree.getKind()) {
                    case PREFIX_INCREMENT, PREFIX_DECREMENT, POSTFIX_INCREMENT, POSTFIX_DECREMENT ->
                            found.accept(tree.getExpression(), tree);
                    default -> {}
                }
                return super.visitUnary(tree, null);
            }
        }.scan(body, null);
    }

    /** The methods of this class that may be called, directly or not, and that a copy needs. */
    public Set<ExecutableElement> reachable(
            Collection<ExecutableElement> entries, Predicate<ExecutableElement> needsCopy) {
        Set<ExecutableElement> seen = new LinkedHashSet<>();
        Deque<ExecutableElement> todo = new ArrayDeque<>(entries);
        while (!todo.isEmpty()) {
            ExecutableElement method = todo.removeFirst();
            Optional<BlockTree> body = body(method);
            if (body.isPresent() && seen.add(method)) {
                called(body.get()).stream().filter(needsCopy).forEach(todo::add);
            }
        }
        return seen;
    }

    /** The methods of this class that calls and method references in some code may mean. */
    private Set<ExecutableElement> called(Tree code) {
        Set<ExecutableElement> called = called(code, Set.of(), m -> true);
        called.removeIf(m -> !m.getEnclosingElement().equals(type));
        return called;
    }

    /**
     * The methods of any class that calls and method references in some code may mean, but for
     * parts of it.
     */
    public Set<ExecutableElement> called(
            Tree code, Set<Tree> without, Predicate<ExecutableElement> wanted) {
        Set<ExecutableElement> called = new LinkedHashSet<>();
        new PartScanner(without) {
            @Override
            public @Nullable Void visitMethodInvocation(
                    MethodInvocationTree tree, @Nullable Void unused) {
                typing().candidates(tree).stream().filter(wanted).forEach(called::add);
                return super.visitMethodInvocation(tree, null);
            }

            @Override
            public @Nullable Void visitMemberReference(
                    MemberReferenceTree tree, @Nullable Void unused) {
                referred(tree).stream().filter(wanted).forEach(called::add);
                return super.visitMemberReference(tree, null);
            }
        }.scan(code, null);
        return called;
    }

    /** The methods that calls on {@code super}, and references to it, in some code may mean. */
    public Set<ExecutableElement> calledAbove(Tree code, Set<Tree> without) {
        Set<ExecutableElement> called = new LinkedHashSet<>();
        new PartScanner(without) {
            @Override
            public @Nullable Void visitMethodInvocation(
                    MethodInvocationTree tree, @Nullable Void unused) {
                if (tree.getMethodSelect() instanceof MemberSelectTree s
                        && isSuper(s.getExpression())) {
                    called.addAll(typing().candidates(tree));
                }
                return super.visitMethodInvocation(tree, null);
            }

            @Override
            public @Nullable Void visitMemberReference(
                    MemberReferenceTree tree, @Nullable Void unused) {
                if (isSuper(tree.getQualifierExpression())) {
                    called.addAll(referred(tree));
                }
                return super.visitMemberReference(tree, null);
            }
        }.scan(code, null);
        return called;
    }

    /** The methods that a reference may mean: {@code this::f}, {@code super::f}, {@code Net::f}. */
    public List<ExecutableElement> referred(MemberReferenceTree tree) {
        ExpressionTree qualifier = tree.getQualifierExpression();
        Optional<TypeElement> owner =
                isThis(qualifier)
                        ? Optional.of(type)
                        : isSuper(qualifier)
                                ? typing().receiver(qualifier).flatMap(Annotations::element)
                                : names.type(qualifier);
        return owner.map(o -> names.methods(o, tree.getName())).orElse(List.of());
    }
}
