package org.higher.processor.text;

import static javax.lang.model.element.Modifier.FINAL;
import static javax.lang.model.element.Modifier.PRIVATE;
import static javax.lang.model.element.Modifier.STATIC;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.lang.model.element.Element;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.util.ElementFilter;
import org.higher.processor.diagnostics.Message;
import org.higher.processor.diagnostics.Problem;
import org.higher.processor.names.Meaning;
import org.higher.processor.names.Names;
import org.higher.processor.types.Annotations;
import org.higher.processor.types.Inaccessible;
import org.higher.processor.types.Shape;

/**
 * Names that would mean something else in another class: types, static members, {@code Net.this}.
 *
 * <p>Asked about every tree of a body, parents first.
 */
public final class Renamer {
    private final ClassSource source;
    private final Names names;
    private final TypeElement type;
    private final Renaming to;
    private final Placement placement;
    private final ClassName self;
    private final Problem.Sink problems;
    private final Map<Tree, CodeBlock> planned = new IdentityHashMap<>();
    private final Map<Tree, List<ExecutableElement>> calls = new IdentityHashMap<>();

    /** A renamer for the bodies of one class; the sink takes what cannot be renamed. */
    public Renamer(ClassSource source, Renaming to, Problem.Sink problems) {
        this.source = source;
        this.names = source.names();
        this.type = source.type();
        this.to = to;
        this.placement = to.placement();
        this.self = to.self();
        this.problems = problems;
    }

    /** The replacement of a tree; nothing if its text can stay. */
    public Optional<CodeBlock> rename(Tree tree) {
        if (planned.containsKey(tree)) {
            return Optional.of(planned.get(tree));
        }
        if (tree instanceof MethodInvocationTree call) {
            calls.put(call.getMethodSelect(), source.typing().candidates(call));
        }
        if (tree instanceof MemberReferenceTree reference) {
            Optional<CodeBlock> moved = movedReference(reference);
            return moved.isPresent() ? moved : reference(reference);
        }
        if (tree instanceof NewClassTree creation) {
            checkConstructor(creation);
        }
        if (tree instanceof IdentifierTree || tree instanceof MemberSelectTree) {
            Meaning meaning = names.of(tree);
            if (meaning instanceof Meaning.Type t) {
                return Optional.of(typeName(t.type(), tree));
            }
            if (meaning instanceof Meaning.Imported i) {
                ClassName name = ClassName.get(i.packageName(), i.simpleName());
                return Optional.of(CodeBlock.of("$T", name));
            }
            if (meaning instanceof Meaning.TypeParameter p) {
                return placement.argument(p.parameter()).map(t -> CodeBlock.of("$T", t));
            }
        }
        if (tree instanceof IdentifierTree name) {
            return identifier(name);
        }
        return tree instanceof MemberSelectTree select ? select(select) : Optional.empty();
    }

    private CodeBlock typeName(TypeElement named, Tree tree) {
        if (to.copied().test(named)) {
            return CodeBlock.of("$T", to.types().of(named));
        }
        Optional<Inaccessible> hidden =
                names.inTypePosition(tree)
                        ? Inaccessible.ofTypeOrTwin(named, to.home(), source.elements())
                        : Inaccessible.ofType(named, to.home(), source.elements());
        hidden.ifPresent(
                h -> problems.report(Message.PRIVATE_TYPE, tree, named, h.how(), self, h.remedy()));
        return CodeBlock.of(
                "$T", names.inTypePosition(tree) ? to.types().of(named) : ClassName.get(named));
    }

    private Optional<CodeBlock> identifier(IdentifierTree name) {
        Meaning meaning = names.of(name);
        if (meaning instanceof Meaning.Field f) {
            return field(f.field(), name);
        }
        return meaning instanceof Meaning.Methods m
                ? method(calls.getOrDefault(name, m.candidates()), name)
                : Optional.empty();
    }

    private Optional<CodeBlock> field(VariableElement field, Tree at) {
        String name = field.getSimpleName().toString();
        if (!field.getModifiers().contains(STATIC)) {
            Optional<String> there = placement.name(field);
            if (there.isEmpty()) {
                problems.accept(placement.absent("field " + name, field, at));
            }
            return there.flatMap(n -> renamed(n, name, at));
        }
        Optional<Inaccessible> hidden = hidden(field);
        if (hidden.isEmpty()) {
            return Optional.of(CodeBlock.of("$T.$N", owner(field), name));
        }
        if (field.getConstantValue() != null) {
            return Optional.of(Literals.of(field.getConstantValue(), charBefore(at)));
        }
        Optional<CodeBlock> read = to.statics().apply(field);
        if (read.isEmpty()) {
            reportHidden(withType(hidden.get(), field), name, at);
        }
        return read.map(
                r ->
                        at instanceof IdentifierTree || !field.getModifiers().contains(FINAL)
                                ? r
                                : CodeBlock.of("$L.$L", self.simpleName(), r));
    }

    /** A static member that generated code can't name, or whose class it can't. */
    private Optional<Inaccessible> hidden(Element member) {
        return Inaccessible.ofStatic(member, to.home(), source.elements());
    }

    /** What is to be done about a field whose type is hidden, too. */
    private Inaccessible withType(Inaccessible hidden, VariableElement field) {
        return Shape.mentioned(field.asType())
                .filter(t -> Inaccessible.ofType(t, to.home(), source.elements()).isPresent())
                .findFirst()
                .map(t -> hidden.with(t.getSimpleName() + ", too"))
                .orElse(hidden);
    }

    /** A member of this object under another name; its text can stay if the name is the same. */
    private Optional<CodeBlock> renamed(String there, String name, Tree at) {
        if (!(at instanceof MemberSelectTree select)) {
            return there.equals(name) ? Optional.empty() : Optional.of(CodeBlock.of("$N", there));
        }
        boolean above = ClassSource.isSuper(select.getExpression());
        if (there.equals(name) && !above) {
            return Optional.empty();
        }
        boolean plain = ClassSource.bare(select.getExpression()) instanceof IdentifierTree;
        String self = plain ? "this" : this.self.simpleName() + ".this";
        return Optional.of(CodeBlock.of("$L.$N", self, there));
    }

    private char charBefore(Tree at) {
        return source.file().isWritten(at) ? source.file().before(at) : '-';
    }

    /** A static method of another class, which is called by a name of its own. */
    private Optional<CodeBlock> moved(List<ExecutableElement> candidates) {
        return candidates.stream()
                .flatMap(m -> to.moved().apply(m).stream())
                .findFirst()
                .map(name -> CodeBlock.of("$L.$N", self.simpleName(), name));
    }

    private Optional<CodeBlock> movedReference(MemberReferenceTree reference) {
        return source.referred(reference).stream()
                .flatMap(m -> to.moved().apply(m).stream())
                .findFirst()
                .map(name -> CodeBlock.of("$L::$N", self.simpleName(), name));
    }

    private Optional<CodeBlock> method(List<ExecutableElement> candidates, Tree at) {
        Optional<CodeBlock> moved = moved(candidates);
        if (moved.isPresent() || candidates.isEmpty()) {
            return moved;
        }
        ExecutableElement method = candidates.get(0);
        String name = method.getSimpleName().toString();
        if (candidates.stream().anyMatch(placement::has)) {
            return there(candidates, at).flatMap(n -> renamed(n, name, at));
        }
        if (!method.getModifiers().contains(STATIC)) {
            if (isOfObject(method)) {
                problems.report(Message.MODULE_OBJECT, at, name + "()", self, type.getSimpleName());
            } else {
                problems.accept(placement.absent(name + "()", method, at));
            }
            return Optional.empty();
        }
        hidden(method).ifPresent(h -> reportHidden(h, name + "()", at));
        return Optional.of(CodeBlock.of("$T.$N", owner(method), name));
    }

    private static boolean isOfObject(ExecutableElement method) {
        return method.getEnclosingElement().toString().equals("java.lang.Object");
    }

    /** What methods that are there are called. */
    private Optional<String> there(List<ExecutableElement> candidates, Tree at) {
        List<ExecutableElement> meant = candidates.stream().filter(placement::has).toList();
        Optional<String> name = placement.name(meant);
        if (name.isEmpty()) {
            ExecutableElement method = meant.get(0);
            problems.report(
                    Message.OTHER_OVERLOAD,
                    at,
                    method.getSimpleName() + "()",
                    type.getSimpleName(),
                    to.home().getSimpleName());
        }
        return name;
    }

    private Optional<CodeBlock> select(MemberSelectTree tree) {
        ExpressionTree qualifier = tree.getExpression();
        String name = tree.getIdentifier().toString();
        Optional<TypeElement> qualifierType = names.type(qualifier);
        if (name.equals("this")) {
            return qualifierType
                    .filter(type::equals)
                    .map(t -> CodeBlock.of("$L.this", self.simpleName()));
        }
        if (name.equals("super")) {
            qualifierType.ifPresent(
                    t -> planned.put(qualifier, CodeBlock.of("$T", to.types().of(t))));
            return Optional.empty();
        }
        if (source.isThis(qualifier) || ClassSource.isSuper(qualifier)) {
            return ofThis(tree);
        }
        if (qualifierType.isPresent()) {
            return ofType(tree, qualifierType.get());
        }
        checkPrivate(tree);
        return Optional.empty();
    }

    /** A member of another class that generated code can't use, as far as types are known. */
    private void checkPrivate(MemberSelectTree tree) {
        List<? extends Element> meant =
                calls.containsKey(tree)
                        ? calls.get(tree)
                        : source
                                .typing()
                                .receiver(tree.getExpression())
                                .flatMap(Annotations::element)
                                .flatMap(owner -> names.field(owner, tree.getIdentifier()))
                                .filter(f -> f.getConstantValue() == null)
                                .stream()
                                .toList();
        checkPrivate(meant, tree);
    }

    private void checkConstructor(NewClassTree tree) {
        List<ExecutableElement> meant =
                names
                        .type(tree.getIdentifier())
                        .map(t -> ElementFilter.constructorsIn(t.getEnclosedElements()))
                        .orElse(List.of())
                        .stream()
                        .filter(c -> c.getParameters().size() == tree.getArguments().size())
                        .toList();
        checkPrivate(meant, tree);
    }

    private void checkPrivate(List<? extends Element> meant, Tree at) {
        if (!meant.isEmpty() && meant.stream().allMatch(m -> unusable(m).isPresent())) {
            Element member = meant.get(0);
            Inaccessible hidden = unusable(member).orElseThrow();
            boolean ofOthers = member.getModifiers().contains(PRIVATE);
            problems.report(
                    Message.PRIVATE_MEMBER,
                    at,
                    member,
                    hidden.how() + (ofOthers ? " to " + member.getEnclosingElement() : ""),
                    hidden.remedy());
        }
    }

    /** Why generated code can't use a member of another object, which the class itself can. */
    private Optional<Inaccessible> unusable(Element member) {
        Element owner = member.getEnclosingElement();
        boolean own =
                member.getModifiers().contains(PRIVATE)
                        && (owner.equals(type)
                                || owner.equals(to.home())
                                || owner instanceof TypeElement t && to.copied().test(t));
        return own ? Optional.empty() : Inaccessible.of(member, to.home(), source.elements());
    }

    private Optional<CodeBlock> ofThis(MemberSelectTree tree) {
        if (!calls.containsKey(tree)) {
            return source.typing()
                    .receiver(tree.getExpression())
                    .flatMap(Annotations::element)
                    .flatMap(owner -> names.field(owner, tree.getIdentifier()))
                    .flatMap(f -> field(f, tree));
        }
        return ClassSource.isSuper(tree.getExpression())
                ? above(calls.get(tree), tree)
                        .map(
                                i ->
                                        i.qualifier().isEmpty()
                                                ? CodeBlock.of("$N", i.name())
                                                : CodeBlock.of("$L.$N", i.qualifier(), i.name()))
                : method(calls.get(tree), tree);
    }

    private Optional<Placement.Inherited> above(List<ExecutableElement> meant, Tree at) {
        if (meant.isEmpty()) {
            return Optional.empty(); // javac has its own complaint
        }
        Optional<Placement.Inherited> there = placement.above(meant);
        if (there.isEmpty()) {
            ExecutableElement method = meant.get(0);
            String what = "super." + method.getSimpleName() + "()";
            if (isOfObject(method)) {
                problems.report(Message.MODULE_OBJECT, at, what, self, type.getSimpleName());
            } else {
                problems.accept(placement.absent(what, method, at));
            }
        }
        return there;
    }

    /** {@code Net.helper(x)}, {@code Net.CONSTANT}: another name if they are copied or private. */
    private Optional<CodeBlock> ofType(MemberSelectTree tree, TypeElement owner) {
        if (to.copied().test(owner)) {
            return Optional.empty();
        }
        if (calls.containsKey(tree)) {
            List<ExecutableElement> methods = calls.get(tree);
            Optional<CodeBlock> moved = moved(methods);
            if (moved.isPresent()) {
                return moved;
            }
            if (methods.stream().anyMatch(placement::has)) {
                planned.put(tree.getExpression(), CodeBlock.of("$L", self.simpleName()));
                return there(methods, tree)
                        .filter(n -> !tree.getIdentifier().contentEquals(n))
                        .map(n -> CodeBlock.of("$L.$N", self.simpleName(), n));
            }
            methods.stream()
                    .findFirst()
                    .filter(m -> methods.stream().allMatch(o -> hidden(o).isPresent()))
                    .flatMap(this::hidden)
                    .ifPresent(h -> reportHidden(h, tree.getIdentifier() + "()", tree));
            return Optional.empty();
        }
        return names.field(owner, tree.getIdentifier())
                .filter(f -> hidden(f).isPresent())
                .flatMap(f -> field(f, tree));
    }

    private Optional<CodeBlock> reference(MemberReferenceTree tree) {
        ExpressionTree qualifier = tree.getQualifierExpression();
        List<ExecutableElement> meant = source.referred(tree);
        String name = tree.getName().toString();
        if (tree.getMode() == MemberReferenceTree.ReferenceMode.NEW || meant.isEmpty()) {
            return Optional.empty();
        }
        if (ClassSource.isSuper(qualifier)) {
            return above(meant, tree)
                    .map(
                            i ->
                                    i.qualifier().isEmpty()
                                            ? CodeBlock.of("this::$N", i.name())
                                            : CodeBlock.of("$L::$N", i.qualifier(), i.name()));
        }
        boolean there = meant.stream().anyMatch(placement::has);
        if (source.isThis(qualifier)) {
            if (!there) {
                method(meant, tree);
            }
            Optional<String> called = there ? there(meant, tree) : Optional.empty();
            return called.filter(n -> !n.equals(name)).map(n -> CodeBlock.of("this::$N", n));
        }
        return ofType(tree, names.type(qualifier).orElseThrow(), meant);
    }

    /** {@code Leaf::forward} means the original's method only if that is static. */
    private Optional<CodeBlock> ofType(
            MemberReferenceTree tree, TypeElement referred, List<ExecutableElement> meant) {
        ExpressionTree qualifier = tree.getQualifierExpression();
        boolean instance = meant.stream().anyMatch(m -> !m.getModifiers().contains(STATIC));
        if (referred.equals(type) && meant.stream().anyMatch(placement::has)) {
            planned.put(qualifier, CodeBlock.of("$L", self.simpleName()));
            return there(meant, tree)
                    .filter(n -> !tree.getName().contentEquals(n))
                    .map(n -> CodeBlock.of("$L::$N", self.simpleName(), n));
        }
        if (instance && qualifier instanceof IdentifierTree
                || instance && qualifier instanceof MemberSelectTree) {
            planned.put(qualifier, CodeBlock.of("$T", to.types().of(referred)));
        }
        return Optional.empty();
    }

    private void reportHidden(Inaccessible hidden, String name, Tree at) {
        problems.report(Message.PRIVATE_STATIC, at, name, hidden.how(), self, hidden.remedy());
    }

    private static ClassName owner(Element member) {
        return ClassName.get((TypeElement) member.getEnclosingElement());
    }
}
