"""The writer against a real server, `transformers serve`, with a tiny Qwen model of random weights.

For the protocol alone: what the model says is noise, but for the one call that it makes of a tool.
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import aclosing
from pathlib import Path

import pytest
import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers
from transformers import PreTrainedTokenizerFast, Qwen3Config, Qwen3ForCausalLM
from transformers.utils.import_utils import is_serve_available

from bot.answer.inquiry import Inquiry, Result
from bot.answer.tools import Search, read_call, tools
from bot.llm import Delta, Reason
from tests.bot.llm.asking import MESSAGES, ended, refused, said, writer_on

pytestmark = [
    pytest.mark.asyncio,
    pytest.mark.skipif(
        not is_serve_available(), reason="transformers[serving], of the dev extra, is missing"
    ),
]

SPECIAL = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
CALL = '<tool_call>\n{"name": "search", "arguments": {"query": "the app"}}\n</tool_call>'
TEMPLATE = (
    "{% for one in tools or [] %}{{ one | tojson }}\n{% endfor %}"
    "{% for one in messages %}<|im_start|>{{ one.role }}\n{{ one.content }}"
    "{% for call in one.tool_calls or [] %}{{ call.function | tojson }}{% endfor %}<|im_end|>\n"
    "{% endfor %}<|im_start|>assistant\n"
    # What makes the model call: it was given tools, and has no result yet.
    "{% if tools and messages[-1].role != 'tool' %}\t{% endif %}"
)


def make_model(folder: Path) -> None:
    """Write a Qwen model of two layers whose every token is a byte, but for a call of a tool."""
    vocabulary = {
        token: number
        for number, token in enumerate([*SPECIAL, *sorted(pre_tokenizers.ByteLevel.alphabet())])
    }
    tokenizer = Tokenizer(models.BPE(vocab=vocabulary, merges=[]))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_special_tokens(SPECIAL)
    tokenizer.add_tokens([CALL])
    fast = PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]
        tokenizer_object=tokenizer, eos_token=SPECIAL[2], pad_token=SPECIAL[0]
    )
    fast.chat_template = TEMPLATE
    fast.save_pretrained(folder)
    torch.manual_seed(0)
    config = Qwen3Config(
        vocab_size=len(vocabulary) + 1,
        hidden_size=32,
        intermediate_size=64,
        num_hidden_layers=2,
        num_attention_heads=2,
        num_key_value_heads=1,
        head_dim=16,
        max_position_embeddings=4096,
        eos_token_id=2,
        pad_token_id=0,
        bos_token_id=None,
    )
    model = Qwen3ForCausalLM(config)
    make_it_call(model, after=vocabulary["ĉ"], call=len(vocabulary))  # a tab; what was added
    model.save_pretrained(folder)


def make_it_call(model: Qwen3ForCausalLM, *, after: int, call: int) -> None:
    """After one token the model says another, and never else; two of its dimensions see to that."""
    trigger, other = 30, 31
    with torch.no_grad():
        for layer in model.model.layers:  # nothing else writes into them
            layer.self_attn.o_proj.weight[[trigger, other]] = 0
            layer.mlp.down_proj.weight[[trigger, other]] = 0
        embedded, said = model.model.embed_tokens.weight, model.lm_head.weight
        embedded[:, trigger], embedded[:, other] = 0, 1
        embedded[after, trigger], embedded[after, other] = 1000, 0
        said[:, [trigger, other]] = 0
        said[call] = 0
        said[call, trigger], said[call, other] = 100, -100


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The folder of the model, which is its name, too."""
    folder = tmp_path_factory.mktemp("model")
    make_model(folder)
    return str(folder)


@pytest.fixture(scope="module")
def address(model: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the server listens, once it does."""
    cache = tmp_path_factory.mktemp("cache")
    command = [str(Path(sys.executable).with_name("transformers")), "serve", model]
    command += ["--host", "127.0.0.1", "--port", "0", "--device", "cpu"]
    process = subprocess.Popen(
        command,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ
        | {"HF_HUB_OFFLINE": "1", "HF_HUB_CACHE": str(cache), "OMP_NUM_THREADS": "1"},
    )
    assert process.stderr is not None
    lines = []
    for line in process.stderr:
        lines.append(line)
        if found := re.search(r"running on (http://127\.0\.0\.1:\d+)", line):
            break
    else:
        pytest.fail("The server ended: " + "".join(lines))
    yield found[1]
    process.terminate()
    process.communicate()


async def test_it_answers_in_pieces_and_says_what_it_cost(address: str, model: str) -> None:
    async with writer_on(address, model=model) as writer:
        first = await ended(writer, max_tokens=40)
        text, _ = await said(writer, max_tokens=40)

    assert first.usage is not None
    assert not first.usage.estimated
    assert first.usage.completion == 40
    assert first.usage.prompt > sum(len(message["content"]) for message in MESSAGES)
    assert first.finish == "length"
    assert text


async def test_it_is_probed_without_what_it_refuses(address: str, model: str) -> None:
    async with writer_on(address, model=model) as writer:
        found = await writer.probe()

    assert (found.trouble, found.streams, found.tools) == (None, True, "called")


async def test_a_count_of_bytes_teaches_the_ruler(address: str, model: str) -> None:
    """Each byte is a token to this model: more than any estimate expects."""
    async with writer_on(address, model=model) as writer:
        before = writer.ruler.count("word " * 50)
        await ended(writer, max_tokens=20)

        assert writer.ruler.scale > 2.0
        assert writer.ruler.count("word " * 50) > 2 * before


async def test_who_stops_it_can_ask_again(address: str, model: str) -> None:
    async with writer_on(address, model=model, at_once=1) as writer:
        async with aclosing(writer.stream(MESSAGES, max_tokens=2000)) as pieces:
            assert isinstance(await anext(pieces), Delta)
        await ended(writer, max_tokens=20)


async def test_an_interface_that_is_not_there_is_told_apart(address: str, model: str) -> None:
    async with writer_on(f"{address}/v2", model=model) as writer:
        why = await refused(writer)

    assert why.reason is Reason.MISADDRESSED


async def test_it_calls_a_tool_and_takes_what_that_brought(address: str, model: str) -> None:
    """Its parser, its events and its template have the words of our tools, calls and results."""
    inquiry = Inquiry("How many?", (), (), room=lambda messages, tools: 4000, count=len)
    offered = tools(3)
    async with writer_on(address, model=model, context_tokens=16_000) as writer:
        begun = inquiry.with_tools(offered)
        assert begun is not None
        last = await ended(writer, messages=begun.messages, tools=offered, max_tokens=20)
        assert last.finish == "tools"
        [call] = map(read_call, last.tool_calls)
        inquiry.add([Result(call=call)])
        following = inquiry.with_tools(offered)
        assert following is not None
        text, then = await said(writer, messages=following.messages, tools=offered, max_tokens=20)

    assert call == Search("the app")
    assert isinstance(then, Delta)
    assert (then.finish, then.tool_calls) == ("length", ())
    assert text
    assert then.usage is not None
    assert last.usage is not None
    assert then.usage.prompt > last.usage.prompt
