"""The unmodified gradio_client against web-ui with foreseeable workers: python3 gradio.py URL"""
import sys
import time
from concurrent.futures import CancelledError

from gradio_client import Client, handle_file
from gradio_client.exceptions import AppError

client = Client(sys.argv[1], verbose=False)
endpoints = client.view_api(return_format="dict", print_info=False)["named_endpoints"]
assert "/chat" in endpoints and "chat(message" in client.view_api(return_format="str", print_info=False).replace("predict", "chat")

assert client.predict("What is RAG?", api_name="/chat").endswith("passages first [1].")
job = client.submit("count to 30", api_name="/chat")
pieces = list(job)
assert len(pieces) > 2 and pieces[-1] == job.result() and pieces[-1].endswith(" 30 "), pieces[-1]
assert all(after.startswith(before) for before, after in zip(pieces, pieces[1:]))

answer, label = client.predict("In Rome.", "Where?", api_name="/question_answering")
assert answer == "In Rome." and label["confidences"]
assert client.predict(inputs="late train", candidate_labels=["travel", "food"], api_name="/zero_shot_classification")["label"] == "travel"

speech = client.predict("Good morning", api_name="/text_to_speech")
assert speech.endswith("speech.wav") and open(speech, "rb").read(4) == b"RIFF", speech
assert "100 bytes" in client.predict(handle_file(speech), api_name="/automatic_speech_recognition")

try:
    client.predict("fail", api_name="/chat")
    raise AssertionError("it should have failed")
except AppError as failure:
    assert str(failure) == "the model said no", failure

job = client.submit("count to 1000", api_name="/chat")
time.sleep(0.6)
assert job.cancel()
try:
    job.result(timeout=10)
    raise AssertionError("it should have been cancelled")
except CancelledError:
    pass

for _ in range(20):
    assert len(client.predict("a", "b\nc", api_name="/sentence_similarity")) == 2
print("python done")
