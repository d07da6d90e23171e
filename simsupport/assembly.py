"""How compiled functions are put together: each once.

Numba links all that a function needs, directly or not, into that function's own module and optimizes it there, for
each function anew: with some hundred functions that call each other this takes minutes. Here a helper is translated
and left as it is; what Python calls gathers all helpers below it, each once, and is optimized as a whole.

What is gathered can be optimized twice: for everything, and leaner, for where columns of the records that it reads and
writes are known to have a neutral value all the time.
"""

from collections.abc import Iterator
from typing import Any, ClassVar

from llvmlite import ir
from llvmlite.binding import parse_assembly
from llvmlite.binding.value import Linkage
from numba import types
from numba.core.codegen import JITCodeLibrary
from numba.core.compiler import CompilerBase, DefaultPassBuilder
from numba.core.compiler_machinery import register_pass
from numba.core.datamodel.models import RecordModel
from numba.core.datamodel.registry import register_default
from numba.core.imputils import lower_getattr_generic, lower_setattr_generic
from numba.core.registry import CPUDispatcher
from numba.core.typed_passes import NativeLowering
from numba.np.arrayobj import record_getattr, record_setattr
from numba.np.numpy_support import from_dtype


class Helper(CPUDispatcher):
    """A helper takes all whole numbers as int64, so that it is translated once and not for each width and enum."""

    def get_call_template(self, args: Any, kws: Any) -> Any:
        return super().get_call_template(tuple(map(_widened, args)), kws)

    def __call__(self, *_: Any, **__: Any) -> Any:
        name = self.py_func.__qualname__
        raise TypeError(f"'{name}' is compiled into what calls it, so Python can't call it: use '{name}.py_func'")


def _widened(kind: Any) -> Any:
    whole = isinstance(kind, (types.Integer, types.IntEnumMember)) and kind != types.uint64
    return types.int64 if whole else kind


class _Piece(JITCodeLibrary):
    """The code of one helper, which waits to be gathered."""

    apart: str | None = None  # what it is called if it is to stay a function of its own

    def finalize(self) -> None:
        self._finalized = True


class _Whole(JITCodeLibrary):
    """The code of what Python calls, with all that it needs."""

    lean: ClassVar[bool] = False

    def finalize(self) -> None:
        callers_first = reversed(list(_gathered(self._linking_libraries, set())))  # LLVM links what somebody has called
        self._linking_libraries = list(callers_first)
        super().finalize()

    def _optimize_final_module(self) -> None:
        self._settle_leanness()
        apart = self._apart()
        for function in self._final_module.functions:
            if function.linkage == Linkage.linkonce_odr:
                function.linkage = "internal"  # nobody else needs it: it can be dropped where it was inlined
            if function.name in apart:
                function.add_function_attribute("noinline")
        super()._optimize_final_module()

    def _settle_leanness(self) -> None:
        self._final_module.link_in(parse_assembly(f"@{_LEAN} = constant i1 {int(self.lean)}"))
        self._final_module.get_global_variable(_LEAN).linkage = "internal"

    def _apart(self) -> set[str | None]:
        return {library.apart for library in self._linking_libraries if isinstance(library, _Piece)}


class _LeanWhole(_Whole):
    """The same for lean desks: so much is left out that the rest may grow together."""

    lean = True

    def _apart(self) -> set[str | None]:
        return set()


def _gathered(libraries: list[Any], seen: set[int]) -> Iterator[Any]:
    """Libraries and all that they need, each once and after what it needs."""
    for library in libraries:
        if id(library) not in seen:
            seen.add(id(library))
            if isinstance(library, _Piece):
                yield from _gathered(library._linking_libraries, seen)
            yield library


_LEAN = "simsupport.lean"  # a constant of the final code, known when it is optimized


class _Row(types.Record):
    """A record some of whose columns have a neutral value, which is all they ever have in lean code."""

    def __init__(self, record: types.Record, neutral: dict[str, Any]) -> None:
        self.neutral = neutral
        fields: Any = [(name, field._asdict()) for name, field in record.fields.items()]
        super().__init__(fields, record.size, record.aligned)
        self.name = f"{self.name}, neutral: {neutral}"


def record(kind: Any, neutral: dict[str, Any]) -> types.Record:
    """The type of rows of a kind."""
    plain = from_dtype(kind)
    return _Row(plain, neutral) if neutral else plain


register_default(_Row)(RecordModel)


def _read(context: Any, builder: Any, row: Any, value: Any, column: str) -> Any:
    found = record_getattr(context, builder, row, value, column)
    if column not in row.neutral:
        return found
    return builder.select(_is_lean(builder), context.get_constant(row.typeof(column), row.neutral[column]), found)


def _write(context: Any, builder: Any, signature: Any, arguments: Any, column: str) -> None:
    if column not in signature.args[0].neutral:
        record_setattr(context, builder, signature, arguments, column)
        return
    with builder.if_then(builder.not_(_is_lean(builder))):
        record_setattr(context, builder, signature, arguments, column)


_reads: Any = lower_getattr_generic(_Row)
_writes: Any = lower_setattr_generic(_Row)
_reads(_read)
_writes(_write)


def _is_lean(builder: Any) -> Any:
    flag = builder.module.globals.get(_LEAN)
    if flag is None:
        flag = ir.GlobalVariable(builder.module, ir.IntType(1), _LEAN)
        flag.global_constant = True
    return builder.load(flag)


_registered: Any = register_pass(mutates_CFG=True, analysis_only=False)


class _Lowering(NativeLowering):
    """Numba's own translation, into a library of ours."""

    library: ClassVar[type[JITCodeLibrary]] = _Whole

    def run_pass(self, state: Any) -> bool:
        codegen = state.targetctx.codegen()
        state.library = self.library(codegen, state.func_id.func_qualname)
        state.library.enable_object_caching()
        done: bool = super().run_pass(state)
        return done


@_registered
class _WholeLowering(_Lowering):
    _name: Any = "whole_lowering"


@_registered
class _PieceLowering(_Lowering):
    _name: Any = "piece_lowering"
    library = _Piece

    def run_pass(self, state: Any) -> bool:
        flags = state.flags
        flags.no_cpython_wrapper = flags.no_cfunc_wrapper = flags.no_compile = True
        super().run_pass(state)
        made = state["cr"]
        known_as = _Nobody().__dir__  # a function that Numba takes, of an object of its own; Python is not to call it
        state.targetctx.insert_user_function(known_as, made.fndesc, [state.library])
        state["cr"] = made._replace(cfunc=known_as)
        return True


class _Nobody:
    """Stands for a helper among compiled functions."""


@_registered
class _ApartLowering(_PieceLowering):
    _name: Any = "apart_lowering"

    def run_pass(self, state: Any) -> bool:
        super().run_pass(state)
        state.library.apart = state["cr"].fndesc.llvm_func_name
        return True


class Whole(CompilerBase):
    """Compiles what Python calls."""

    lowering: ClassVar[type[NativeLowering]] = _WholeLowering

    def define_pipelines(self) -> list[Any]:
        passes = DefaultPassBuilder.define_nopython_pipeline(self.state)
        passes.passes = [(self.lowering if each is NativeLowering else each, why) for each, why in passes.passes]
        return [passes]


@_registered
class _LeanLowering(_Lowering):
    _name: Any = "lean_lowering"
    library = _LeanWhole


class Lean(Whole):
    """Compiles what Python calls for lean desks."""

    lowering = _LeanLowering


class Piece(Whole):
    """Compiles a helper."""

    lowering = _PieceLowering


class Apart(Whole):
    """Compiles a helper that LLVM is to leave where it is."""

    lowering = _ApartLowering
